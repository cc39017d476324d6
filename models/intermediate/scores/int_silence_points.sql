{{ config(materialized='view') }}

{# Points for silence: from so many days after somebody was last seen, until the next sign of life takes them back. #}
with

activities as (

    select * from {{ ref('int_lead_activities') }}

),

rules as (

    select * from {{ ref('int_lead_score_rules') }}
    where entity = 'inactivity' and field = 'days' and operator = 'at_least'

),

silences as (

    select
        activities.person_id,
        rules.rule_id,
        rules.rule_version,
        rules.rule_group,
        'inactivity' as entity,
        activities.activity_id as evidence_id,
        concat(rules.value, ' days') as evidence,
        rules.points,
        rules.half_life_days,
        rules.cap,
        rules.valid_from,
        rules.valid_to,
        {{ micros_to_timestamp(
            epoch_micros('activities.happened_at') ~ ' + cast(86400000000 * rules.value_number as bigint)'
        ) }} as given_at,
        activities.next_at as ended_at
    from activities
    cross join rules

),

given as (

    select
        person_id,
        rule_id,
        rule_version,
        rule_group,
        entity,
        evidence_id,
        evidence,
        points,
        half_life_days,
        cap,
        given_at,
        ended_at
    from silences
    where {{ rule_is_valid_at('given_at') }} and (ended_at is null or given_at < ended_at)

)

select * from given
