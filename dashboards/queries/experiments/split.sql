-- First of all: were people split as planned? Where chance alone would hardly do so, no figure of it counts.
with

experiment_results as (

    select * from marts.fct_experiment_results
    where metric = 'conversion_rate'

),

final as (

    select
        experiment_id,
        variant_id,
        is_control,
        people,
        100 * people / nullif(sum(people) over (partition by experiment_id), 0)::double as percent,
        100 * expected_share as expected_percent,
        sample_ratio_p_value,
        has_sample_ratio_mismatch,
        people_in_several_variants,
        people_still_open,
        case
            when has_sample_ratio_mismatch is null then 'no people yet'
            when has_sample_ratio_mismatch then 'do not read: people were not split as planned'
            when max(people_still_open) over (partition by experiment_id) > 0
                then 'still running: outcomes may be to come'
            else 'split as planned'
        end as verdict
    from experiment_results

)

select * from final
order by experiment_id asc, is_control desc, variant_id asc
