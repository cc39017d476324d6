{{ config(enabled=system_is_on('files')) }}

with

experiment_exposures as (

    select * from {{ ref('stg_files__experiment_exposures') }}

),

conformed as (

    select
        source_system,
        exposure_source_id,
        experiment_id,
        variant_id,
        person_source_id,
        email_key,
        user_id,
        anonymous_id,
        exposed_at,
        loaded_at
    from experiment_exposures

)

select * from conformed
