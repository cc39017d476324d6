{{ config(enabled=system_is_on('files')) }}

with

stage_changes as (

    select * from {{ ref('stg_files__stage_changes') }}

),

conformed as (

    select
        source_system,
        stage_change_id,
        object_type,
        object_source_id,
        from_stage,
        to_stage,
        changed_at,
        amount,
        currency_code,
        loaded_at
    from stage_changes

)

select * from conformed
