{{ config(enabled=system_is_on('files')) }}

with

quarantine as (

    select * from {{ ref('stg_files__quarantine') }}

),

conformed as (

    select
        'files' as source_system,
        quarantine_id,
        resource,
        field,
        reason,
        file_name,
        row_number,
        loaded_at
    from quarantine

)

select * from conformed
