-- Every variant, by both metrics. A difference is clear when its interval leaves out zero; without one it is not known.
with

experiment_results as (

    select * from marts.fct_experiment_results

),

final as (

    select
        experiment_id,
        variant_id,
        is_control,
        metric,
        conversion_type,
        people,
        converters,
        revenue,
        estimate,
        difference,
        difference_low,
        difference_high,
        relative_difference,
        p_value,
        chance_better,
        case
            when has_sample_ratio_mismatch then 'do not read'
            when is_control then 'control'
            when difference_low > 0 then 'better'
            when difference_high < 0 then 'worse'
            when difference_low is null then 'not known'
            else 'no clear difference'
        end as reading
    from experiment_results

)

select * from final
order by experiment_id asc, metric asc, is_control desc, variant_id asc
