{{ config(materialized='view') }}

{# Every status a lead, contact or deal is known to have had, and since when, before anybody asks what it means. A
   conversion is known to the day only: it was the last that happened on it, and never before the record itself. #}
with

changes as (

    select
        *,
        row_number() over (
            partition by object_type, source_system, object_source_id
            order by changed_at asc, stage_change_id asc
        ) as change_number
    from {{ ref('conformed_stage_changes') }}

),

mentions as (

    select distinct
        object_type,
        source_system,
        object_source_id,
        to_stage
    from changes

),

days as (

    select
        source_system,
        object_source_id,
        cast(changed_at as date) as changed_on,
        max(changed_at) as changed_at
    from changes
    where object_type = 'person'
    group by source_system, object_source_id, cast(changed_at as date)

),

people as (

    select
        people.source_system,
        people.person_source_id,
        people.status,
        people.created_at,
        case
            when people.converted_at is not null
                then greatest(
                    people.converted_at,
                    coalesce(days.changed_at, people.converted_at),
                    coalesce(people.created_at, people.converted_at)
                )
        end as converted_at
    from {{ ref('conformed_people') }} as people
    left join days
        on
            people.source_system = days.source_system
            and people.person_source_id = days.object_source_id
            and cast(people.converted_at as date) = days.changed_on
    where not coalesce(people.is_deleted, false) or people.merged_into_source_id is not null

),

deals as (

    select * from {{ ref('int_deals') }}

),

people_with_history as (

    select
        people.*,
        first_changes.from_stage as first_status,
        first_changes.stage_change_id is not null as has_history,
        mentions.to_stage is not null as is_status_in_history
    from people
    left join changes as first_changes
        on
            first_changes.object_type = 'person'
            and first_changes.change_number = 1
            and people.source_system = first_changes.source_system
            and people.person_source_id = first_changes.object_source_id
    left join mentions
        on
            mentions.object_type = 'person'
            and people.source_system = mentions.source_system
            and people.person_source_id = mentions.object_source_id
            and people.status = mentions.to_stage

),

{# A status that no history mentions holds since the conversion, else since the creation of its record: the latter is no
   date, only the earliest it can have been. What the first change left behind had been from the start. #}
statuses as (

    select
        object_type,
        source_system,
        object_source_id,
        to_stage as status,
        changed_at as reached_at,
        true as is_dated
    from changes

    {% for status, reached_at, is_dated, condition in [
        ('status', 'coalesce(converted_at, created_at)', 'converted_at is not null', 'not is_status_in_history'),
        ('first_status', 'created_at', 'true', 'first_status is not null'),
        ("'(on record)'", 'created_at', 'true', 'true'),
        ("'(converted)'", 'converted_at', 'true', 'converted_at is not null'),
        ("'(later converted)'", 'created_at', 'true', 'converted_at is not null and not has_history'),
    ] -%}
    union all

    select
        'person' as object_type,
        source_system,
        person_source_id as object_source_id,
        {{ status }} as status,
        {{ reached_at }} as reached_at,
        {{ is_dated }} as is_dated
    from people_with_history
    where {{ condition }}

    {% endfor -%}
    union all

    select
        'opportunity' as object_type,
        source_system,
        opportunity_source_id as object_source_id,
        '(created)' as status,
        created_at as reached_at,
        true as is_dated
    from deals

    union all

    select
        'opportunity' as object_type,
        source_system,
        opportunity_source_id as object_source_id,
        case when is_won then '(won)' else '(lost)' end as status,
        greatest(closed_at, coalesce(created_at, closed_at)) as reached_at,
        true as is_dated
    from deals
    where is_closed and closed_at is not null

),

once as (

    select
        object_type,
        source_system,
        object_source_id,
        status,
        reached_at,
        bool_or(is_dated) as is_dated
    from statuses
    group by object_type, source_system, object_source_id, status, reached_at

)

select * from once
