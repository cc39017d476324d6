{{ config(enabled=system_is_on('files')) }}

with

sales_activities as (

    select * from {{ ref('stg_files__sales_activities') }}

),

conformed as (

    select
        source_system,
        activity_source_id,
        person_source_id,
        opportunity_source_id,
        owner_id,
        kind,
        direction,
        outcome,
        is_deleted,
        created_at,
        due_at,
        done_at,
        loaded_at
    from sales_activities

)

select * from conformed
