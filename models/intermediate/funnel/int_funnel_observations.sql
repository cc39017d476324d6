{# When a person is first known to have reached a stage: by a visit, a status in the CRM, or a conversion (a deal's
   counts for everyone on it). #}
with

visits as (

    select
        person_id,
        min(session_start_at) as reached_at
    from {{ ref('int_sessions') }}
    where not is_bot and not is_internal
    group by person_id

),

statuses as (

    select * from {{ ref('int_person_statuses') }}
    where stage is not null and reached_at is not null

),

conversions as (

    select * from {{ ref('int_conversions') }}

),

types as (

    select * from {{ ref('conversion_types') }}
    where funnel_stage is not null

),

conversion_people as (

    select * from {{ ref('int_conversion_people') }}

),

observations as (

    select
        person_id,
        'visitor' as stage,
        reached_at,
        'first_visit' as rule_id,
        1 as rule_version
    from visits

    union all

    select
        person_id,
        stage,
        reached_at,
        'funnel_stage_map' as rule_id,
        1 as rule_version
    from statuses

    union all

    select
        conversion_people.person_id,
        types.funnel_stage as stage,
        conversions.converted_at as reached_at,
        conversions.rule_id,
        conversions.rule_version
    from conversions
    inner join types on conversions.conversion_type = types.conversion_type
    inner join conversion_people on conversions.conversion_id = conversion_people.conversion_id

),

first_observations as (

    select * from observations
    where person_id is not null
    qualify row_number() over (
        partition by person_id, stage
        order by reached_at asc, rule_id asc, rule_version asc
    ) = 1

)

select * from first_observations
