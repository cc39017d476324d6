{# Every status a person's record is known to have had, since when, and the funnel stage it stands for. Deleted records
   say nothing; a merged one still speaks for the person it was merged into. #}
with

record_statuses as (

    select * from {{ ref('int_record_statuses') }}
    where object_type = 'person'

),

people as (

    select * from {{ ref('conformed_people') }}
    where not coalesce(is_deleted, false) or merged_into_source_id is not null

),

resolved as (

    select * from {{ ref('int_people_resolved') }}

),

stage_map as (

    select * from {{ ref('funnel_stage_map') }}
    where object_type = 'person'

),

stages as (

    select * from {{ ref('funnel_stages') }}

),

staged as (

    select
        statuses.source_system,
        statuses.object_source_id as person_source_id,
        resolved.person_id,
        people.kind,
        statuses.status,
        people.lead_source,
        people.score,
        {{ meant('stage') }} as stage,
        stages.position as funnel_stage,
        case when statuses.is_dated then {{ meant('outcome') }} end as outcome,
        {{ has_meaning('statuses') }} as is_mapped,
        people.merged_into_source_id is not null as is_merged,
        statuses.reached_at
    from record_statuses as statuses
    inner join people
        on
            statuses.source_system = people.source_system
            and statuses.object_source_id = people.person_source_id
    inner join resolved
        on
            statuses.source_system = resolved.source_system
            and statuses.object_source_id = resolved.person_source_id
    {{ meaning_of_status('statuses', 'stage_map') }}
    left join stages
        on {{ meant('stage') }} = stages.stage

)

select * from staged
