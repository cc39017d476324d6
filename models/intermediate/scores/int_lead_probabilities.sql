{# The fitted model's probabilities, worked out from its coefficients: each is a sum that can be read. Leads of a test
   are judged by what was fitted before it, today's by what was fitted to all. #}
{% set units = 1000000000 %}
with

snapshots as (

    select * from {{ ref('int_lead_snapshots') }}
    where split in ('test', 'now')

),

features as (

    select * from {{ ref('int_lead_features') }}

),

coefficients as (

    select * from {{ ref('int_lead_score_coefficients') }}

),

constants as (

    select
        fitted_on,
        sum(cast(round(
            {{ units }} * case
                when feature = '(intercept)' then coefficient
                else -coefficient * mean / standard_deviation
            end
        ) as bigint)) as constant_units
    from coefficients
    group by fitted_on

),

terms as (

    select
        snapshots.person_id,
        snapshots.snapshot_at,
        snapshots.split,
        snapshots.has_outcome,
        constants.fitted_on,
        constants.constant_units,
        sum(cast(round(
            {{ units }} * coefficients.coefficient * features.value / coefficients.standard_deviation
        ) as bigint)) as feature_units
    from snapshots
    inner join constants
        on constants.fitted_on = case snapshots.split when 'test' then 'train' else 'all' end
    left join features
        on snapshots.person_id = features.person_id and snapshots.snapshot_at = features.snapshot_at
    left join coefficients
        on features.feature = coefficients.feature and constants.fitted_on = coefficients.fitted_on
    group by
        snapshots.person_id, snapshots.snapshot_at, snapshots.split, snapshots.has_outcome, constants.fitted_on,
        constants.constant_units

),

probabilities as (

    select
        person_id,
        snapshot_at,
        split,
        has_outcome,
        fitted_on,
        1 / (1 + exp(-cast(constant_units + coalesce(feature_units, 0) as double) / {{ units }})) as probability
    from terms

)

select * from probabilities
