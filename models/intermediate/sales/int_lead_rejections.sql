{{ config(materialized='view') }}

{# Leads that sales gave back, when and why. A history of statuses dates it, else the record's own stamp; without either
   it is known that it happened, and not when. The reason is the record's present one: it belongs to the last time. #}
with

people as (

    select * from {{ ref('conformed_people') }}
    where not coalesce(is_deleted, false)

),

resolved as (

    select * from {{ ref('int_people_resolved') }}

),

changes as (

    select * from {{ ref('conformed_stage_changes') }}
    where object_type = 'person'

),

outcomes as (

    select * from {{ ref('handoff_outcomes') }}

),

dated as (

    select
        source_system,
        object_source_id as person_source_id,
        to_stage as status,
        changed_at as rejected_at,
        changed_at = max(changed_at) over (partition by source_system, object_source_id) as is_present
    from changes

    union

    select
        people.source_system,
        people.person_source_id,
        people.status,
        people.rejected_at,
        true as is_present
    from people
    left join changes
        on
            people.source_system = changes.source_system
            and people.person_source_id = changes.object_source_id
            and people.status = changes.to_stage
    where people.status is not null and changes.stage_change_id is null

),

rejections as (

    select
        resolved.person_id,
        dated.source_system,
        dated.person_source_id,
        dated.status,
        {{ meant('outcome') }} as outcome,
        case
            when dated.is_present and dated.status = people.status then people.rejection_reason
        end as rejection_reason,
        dated.rejected_at
    from dated
    inner join people
        on
            dated.source_system = people.source_system
            and dated.person_source_id = people.person_source_id
    inner join resolved
        on
            dated.source_system = resolved.source_system
            and dated.person_source_id = resolved.person_source_id
    {{ meaning_of_status('dated', 'outcomes') }}
    where {{ meant('outcome') }} is not null

)

select * from rejections
