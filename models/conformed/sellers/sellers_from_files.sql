{{ config(enabled=system_is_on('files')) }}

with

sellers as (

    select * from {{ ref('stg_files__sellers') }}

),

conformed as (

    select
        source_system,
        owner_id,
        role,
        team,
        is_active,
        loaded_at
    from sellers

)

select * from conformed
