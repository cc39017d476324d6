{{ config(enabled=system_is_on('files')) }}

with

experiment_variants as (

    select * from {{ ref('stg_files__experiment_variants') }}

),

conformed as (

    select
        source_system,
        experiment_id,
        variant_id,
        hypothesis,
        conversion_type,
        expected_share,
        window_days,
        is_control,
        starts_at,
        ends_at,
        loaded_at
    from experiment_variants

)

select * from conformed
