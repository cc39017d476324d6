{# Intervals of rates are Newcombe's, of revenue per person Welch's; the chance to be better takes a difference of
   revenue for normal, as means of many people are. Doubles are rounded, so that equal data give equal rows. #}
with

comparisons as (

    select * from {{ ref('int_experiment_comparisons') }}

),

final as (

    select
        experiment_result_id,
        experiment_id,
        variant_id,
        metric,
        conversion_type,
        cast(people as integer) as people,
        cast(converters as integer) as converters,
        revenue,
        round(estimate, 12) as estimate,
        round(difference, 12) as difference,
        round(
            case metric
                when 'conversion_rate'
                    then difference - sqrt(
                        power(estimate - lower_rate, 2)
                        + power(control_upper_rate - control_estimate, 2)
                    )
                else difference - student_t * standard_error
            end, 12
        ) as difference_low,
        round(
            case metric
                when 'conversion_rate'
                    then difference + sqrt(
                        power(upper_rate - estimate, 2)
                        + power(control_estimate - control_lower_rate, 2)
                    )
                else difference + student_t * standard_error
            end, 12
        ) as difference_high,
        round(difference / nullif(control_estimate, 0), 12) as relative_difference,
        round(
            case metric
                when 'conversion_rate' then normal_tail
                else student_t_tail
            end, 12
        ) as p_value,
        round(
            case metric
                when 'conversion_rate' then chance_better
                else case when statistic < 0 then normal_tail / 2 else 1 - normal_tail / 2 end
            end, 12
        ) as chance_better,
        round(expected_share, 12) as expected_share,
        round(sample_ratio_p_value, 12) as sample_ratio_p_value,
        cast(people_in_several_variants as integer) as people_in_several_variants,
        cast(people_still_open as integer) as people_still_open,
        cast(unconverted_amounts as integer) as unconverted_amounts,
        is_control,
        sample_ratio_p_value < {{ var('experiment_sample_ratio_threshold') }} as has_sample_ratio_mismatch
    from comparisons

)

select * from final
