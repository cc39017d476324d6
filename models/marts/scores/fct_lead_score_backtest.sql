{# How well each model told the leads of the test instants apart. AUC by ranks (Mann and Whitney), where equal scores
   share theirs; Brier's score and log-loss of the probabilities. Summed as whole numbers, in whatever order rows
   come. #}
{% set units = 10000000000 %}
{% set likelihood = 'case when has_outcome then probability else 1 - probability end' %}
with

trials as (

    select * from {{ ref('int_lead_score_trials') }}

),

instants as (

    select
        max(snapshot_at) filter (where split = 'train') as trained_to,
        min(snapshot_at) filter (where split = 'test') as tested_from,
        max(snapshot_at) filter (where split = 'test') as tested_to,
        count(*) filter (where split = 'train') as trained_leads
    from {{ ref('int_lead_snapshots') }}

),

ranked as (

    select
        *,
        2 * rank() over (partition by lead_score_model order by score asc)
        + count(*) over (partition by lead_score_model, score) - 1 as doubled_rank
    from trials

),

summed as (

    select
        lead_score_model,
        count(*) as leads,
        count(*) filter (where has_outcome) as outcomes,
        sum(cast(round({{ units }} * probability) as bigint)) as expected_units,
        sum(case when has_outcome then doubled_rank else 0 end) as doubled_ranks,
        sum(cast(round({{ units }} * power(
            probability - case when has_outcome then 1 else 0 end, 2
        )) as bigint)) as brier_units,
        sum(cast(round(-{{ units }} * ln(greatest({{ likelihood }}, 1e-15))) as bigint)) as loss_units
    from ranked
    group by lead_score_model

),

final as (

    select
        summed.lead_score_model,
        instants.trained_leads,
        instants.trained_to,
        instants.tested_from,
        instants.tested_to,
        summed.leads,
        summed.outcomes,
        cast(summed.expected_units as double) / {{ units }} as expected_outcomes,
        (cast(summed.doubled_ranks as double) / 2 - cast(summed.outcomes as double) * (summed.outcomes + 1) / 2)
        / nullif(cast(summed.outcomes as double) * (summed.leads - summed.outcomes), 0) as auc,
        cast(summed.brier_units as double) / {{ units }} / summed.leads as brier_score,
        cast(summed.loss_units as double) / {{ units }} / summed.leads as log_loss
    from summed
    cross join instants

)

select * from final
