{{ config(enabled=system_is_on('salesforce')) }}

with

landed as (

    {{ landed_rows('salesforce', 'event', key=['id'], newest_by=['system_modstamp']) }}

),

events as (

    select
        id as event_id,
        who_id,
        what_id,
        owner_id,
        type,
        event_subtype,
        cast(is_deleted as boolean) as is_deleted,
        cast(is_child as boolean) as is_child,
        cast(start_date_time as timestamp) as start_at,
        cast(end_date_time as timestamp) as end_at,
        cast(created_date as timestamp) as created_at,
        cast(last_modified_date as timestamp) as last_modified_at,
        cast(system_modstamp as timestamp) as system_modified_at,
        loaded_at
    from landed

)

select * from events
