{# When a person, and when an account, is first known to have reached a stage in each of their cycles: by a visit, a
   status in the CRM, a deal, or a conversion (a deal's counts for everyone on it). A visit alone opens no later cycle. #}
with

cycles as (

    select * from {{ ref('int_funnel_cycles') }}

),

person_accounts as (

    select * from {{ ref('int_person_accounts') }}

),

visits as (

    select
        'person' as subject_type,
        person_id as subject_id,
        session_start_at as reached_at
    from {{ ref('int_sessions') }}
    where not is_bot and not is_internal and person_id is not null

    union all

    select
        'account' as subject_type,
        person_accounts.account_id as subject_id,
        sessions.session_start_at as reached_at
    from {{ ref('int_sessions') }} as sessions
    inner join person_accounts on sessions.person_id = person_accounts.person_id
    where not sessions.is_bot and not sessions.is_internal

),

conversions as (

    select
        conversions.*,
        types.funnel_stage
    from {{ ref('int_conversions') }} as conversions
    inner join {{ ref('conversion_types') }} as types on conversions.conversion_type = types.conversion_type
    where types.funnel_stage is not null

),

conversion_people as (

    select * from {{ ref('int_conversion_people') }}

),

converted as (

    select
        conversion_people.person_id,
        conversions.account_id,
        conversions.funnel_stage,
        conversions.converted_at,
        conversions.rule_id,
        conversions.rule_version
    from conversions
    inner join conversion_people on conversions.conversion_id = conversion_people.conversion_id

),

{# Of all visits only the first of each cycle is needed: there are many. #}
observations as (

    select
        visits.subject_type,
        visits.subject_id,
        'visitor' as stage,
        min(visits.reached_at) as reached_at,
        'first_visit' as rule_id,
        1 as rule_version
    from visits
    left join cycles
        on
            visits.subject_type = cycles.subject_type
            and visits.subject_id = cycles.subject_id
            and visits.reached_at >= cycles.opens_at
            and (cycles.closes_at is null or visits.reached_at < cycles.closes_at)
    group by visits.subject_type, visits.subject_id, cycles.cycle

    union all

    select
        subject_type,
        subject_id,
        stage,
        reached_at,
        'funnel_stage_map' as rule_id,
        1 as rule_version
    from {{ ref('int_funnel_states') }}
    where stage is not null

    union all

    {# What a subject fell back to when another of its records closed, it may have reached long before. #}
    select
        subject_type,
        subject_id,
        first_stage as stage,
        opens_at as reached_at,
        'funnel_stage_map' as rule_id,
        1 as rule_version
    from cycles
    where first_stage is not null

    union all

    select
        'person' as subject_type,
        person_id as subject_id,
        funnel_stage as stage,
        converted_at as reached_at,
        rule_id,
        rule_version
    from converted

    union all

    select
        'account' as subject_type,
        coalesce(converted.account_id, person_accounts.account_id) as subject_id,
        converted.funnel_stage as stage,
        converted.converted_at as reached_at,
        converted.rule_id,
        converted.rule_version
    from converted
    left join person_accounts on converted.person_id = person_accounts.person_id

),

first_observations as (

    select
        observations.*,
        coalesce(cycles.cycle, 1) as cycle
    from observations
    left join cycles
        on
            observations.subject_type = cycles.subject_type
            and observations.subject_id = cycles.subject_id
            and observations.reached_at >= cycles.opens_at
            and (cycles.closes_at is null or observations.reached_at < cycles.closes_at)
    where observations.subject_id is not null
    qualify row_number() over (
        partition by observations.subject_type, observations.subject_id, coalesce(cycles.cycle, 1), observations.stage
        order by observations.reached_at asc, observations.rule_id asc, observations.rule_version asc
    ) = 1

)

select * from first_observations
