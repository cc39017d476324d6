-- Each variant's difference to the control, with its interval, in the metric's unit; and the chance that it is better.
-- What has no interval yet, as revenue that nobody has brought, says nothing.
with

experiment_results as (

    select * from marts.fct_experiment_results
    where not is_control and difference_low is not null

),

final as (

    select
        experiment_id,
        variant_id,
        metric,
        conversion_type,
        difference,
        difference_low,
        difference_high,
        relative_difference,
        p_value,
        chance_better,
        has_sample_ratio_mismatch
    from experiment_results

)

select * from final
order by metric asc, experiment_id asc, variant_id asc
