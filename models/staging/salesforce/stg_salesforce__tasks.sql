{{ config(enabled=system_is_on('salesforce')) }}

with

landed as (

    {{ landed_rows('salesforce', 'task', key=['id'], newest_by=['system_modstamp']) }}

),

tasks as (

    select
        id as task_id,
        who_id,
        what_id,
        owner_id,
        status,
        type,
        task_subtype,
        call_type,
        call_disposition,
        cast(is_deleted as boolean) as is_deleted,
        cast(is_closed as boolean) as is_closed,
        cast(activity_date as date) as activity_date,
        cast(completed_date_time as timestamp) as completed_at,
        cast(created_date as timestamp) as created_at,
        cast(last_modified_date as timestamp) as last_modified_at,
        cast(system_modstamp as timestamp) as system_modified_at,
        loaded_at
    from landed

)

select * from tasks
