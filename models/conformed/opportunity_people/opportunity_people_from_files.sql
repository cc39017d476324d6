{{ config(enabled=system_is_on('files')) }}

with

opportunity_people as (

    select * from {{ ref('stg_files__opportunity_people') }}

),

conformed as (

    select
        source_system,
        opportunity_source_id,
        person_source_id,
        role,
        is_primary,
        loaded_at
    from opportunity_people

)

select * from conformed
