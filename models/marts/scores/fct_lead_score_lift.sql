{# Leads of the test instants in tenths by score, the best first: what was expected of each tenth and what it did. Leads
   of one score are parted by their ids, which say nothing. #}
with

trials as (

    select * from {{ ref('int_lead_score_trials') }}

),

parted as (

    select
        *,
        ntile(10) over (
            partition by lead_score_model
            order by score desc, person_id asc, snapshot_at asc
        ) as decile
    from trials

),

tenths as (

    select
        lead_score_model,
        decile,
        count(*) as leads,
        count(*) filter (where has_outcome) as outcomes,
        sum(cast(round({{ score_units() }} * probability) as bigint)) as expected_units,
        min(score) as least_score,
        max(score) as greatest_score
    from parted
    group by lead_score_model, decile

),

final as (

    select
        md5(concat_ws('|', lead_score_model, decile)) as lead_score_lift_id,
        lead_score_model,
        cast(decile as integer) as decile,
        leads,
        outcomes,
        {{ to_points('expected_units') }} as expected_outcomes,
        least_score,
        greatest_score,
        cast(outcomes as double) / leads as outcome_rate,
        cast(outcomes as double) * sum(leads) over (partition by lead_score_model)
        / nullif(cast(leads as double) * sum(outcomes) over (partition by lead_score_model), 0) as lift
    from tenths

)

select * from final
