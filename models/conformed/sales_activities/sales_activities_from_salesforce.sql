{{ config(enabled=system_is_on('salesforce')) }}

with

tasks as (

    select * from {{ ref('stg_salesforce__tasks') }}

),

{# Everyone invited has a copy of the meeting; it was held once. #}
meetings as (

    select * from {{ ref('stg_salesforce__events') }}
    where is_child is distinct from true

),

opportunities as (

    select * from {{ ref('stg_salesforce__opportunities') }}

),

activities as (

    {# Mails and calls that were typed in by hand are plain tasks whose type tells. #}
    select
        task_id as activity_source_id,
        who_id,
        what_id,
        owner_id,
        case
            when task_subtype = 'ListEmail' then 'mass_email'
            when 'call' in (lower(task_subtype), lower(type)) then 'call'
            when 'email' in (lower(task_subtype), lower(type)) then 'email'
            when lower(type) = 'meeting' then 'meeting'
            else 'task'
        end as kind,
        lower(call_type) as direction,
        call_disposition as outcome,
        is_deleted,
        created_at,
        cast(activity_date as timestamp) as due_at,
        case when is_closed then coalesce(completed_at, cast(activity_date as timestamp), created_at) end as done_at,
        loaded_at
    from tasks

    union all

    select
        event_id as activity_source_id,
        who_id,
        what_id,
        owner_id,
        'meeting' as kind,
        cast(null as string) as direction,
        cast(null as string) as outcome,
        is_deleted,
        created_at,
        start_at as due_at,
        start_at as done_at,
        loaded_at
    from meetings

),

conformed as (

    select
        'salesforce' as source_system,
        activities.activity_source_id,
        activities.who_id as person_source_id,
        opportunities.opportunity_id as opportunity_source_id,
        activities.owner_id,
        activities.kind,
        activities.direction,
        activities.outcome,
        activities.is_deleted,
        activities.created_at,
        activities.due_at,
        activities.done_at,
        activities.loaded_at
    from activities
    left join opportunities on activities.what_id = opportunities.opportunity_id

)

select * from conformed
