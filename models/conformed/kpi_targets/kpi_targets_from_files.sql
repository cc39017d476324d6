{{ config(enabled=system_is_on('files')) }}

with

kpi_targets as (

    select * from {{ ref('stg_files__kpi_targets') }}

),

conformed as (

    select
        source_system,
        metric,
        segment_type,
        segment,
        period_grain,
        period_start,
        target,
        owner,
        loaded_at
    from kpi_targets

)

select * from conformed
