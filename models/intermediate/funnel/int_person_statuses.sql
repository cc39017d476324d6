{# Every status a person's record is known to have had, and since when. Deleted records say nothing; a merged one still
   speaks for the person it was merged into. #}
with

people as (

    select * from {{ ref('conformed_people') }}
    where not coalesce(is_deleted, false) or merged_into_source_id is not null

),

resolved as (

    select * from {{ ref('int_people_resolved') }}

),

changes as (

    select * from {{ ref('conformed_stage_changes') }}
    where object_type = 'person'

),

stage_map as (

    select * from {{ ref('funnel_stage_map') }}
    where object_type = 'person'

),

stages as (

    select * from {{ ref('funnel_stages') }}

),

with_history as (

    select distinct
        source_system,
        object_source_id
    from changes

),

{# A status that no history mentions holds since the record's creation, and a converted lead's since its conversion,
   which is known to the day only and must not come before the record itself. #}
statuses as (

    select
        people.source_system,
        people.person_source_id,
        people.status,
        coalesce(greatest(people.converted_at, people.created_at), people.created_at) as reached_at
    from people
    left join changes
        on
            people.source_system = changes.source_system
            and people.person_source_id = changes.object_source_id
            and people.status = changes.to_stage
    where changes.stage_change_id is null

    union

    select
        source_system,
        object_source_id as person_source_id,
        to_stage as status,
        changed_at as reached_at
    from changes

    union

    select
        source_system,
        person_source_id,
        '(on record)' as status,
        created_at as reached_at
    from people

    union

    select
        source_system,
        person_source_id,
        '(converted)' as status,
        greatest(converted_at, created_at) as reached_at
    from people
    where converted_at is not null

    union

    select
        people.source_system,
        people.person_source_id,
        '(later converted)' as status,
        people.created_at as reached_at
    from people
    left join with_history
        on
            people.source_system = with_history.source_system
            and people.person_source_id = with_history.object_source_id
    where people.converted_at is not null and with_history.object_source_id is null

),

staged as (

    select
        statuses.source_system,
        statuses.person_source_id,
        resolved.person_id,
        people.kind,
        statuses.status,
        people.lead_source,
        people.score,
        coalesce(own_map.stage, any_map.stage) as stage,
        stages.position as funnel_stage,
        statuses.status is null
        or own_map.status is not null
        or any_map.status is not null as is_mapped,
        statuses.reached_at
    from statuses
    inner join people
        on
            statuses.source_system = people.source_system
            and statuses.person_source_id = people.person_source_id
    inner join resolved
        on
            statuses.source_system = resolved.source_system
            and statuses.person_source_id = resolved.person_source_id
    left join stage_map as own_map
        on
            statuses.source_system = own_map.source_system
            and lower(statuses.status) = lower(own_map.status)
    left join stage_map as any_map
        on
            any_map.source_system is null
            and lower(statuses.status) = lower(any_map.status)
    left join stages
        on coalesce(own_map.stage, any_map.stage) = stages.stage

)

select * from staged
