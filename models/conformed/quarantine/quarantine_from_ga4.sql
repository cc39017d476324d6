{{ config(enabled=system_is_on('ga4')) }}

with

quarantine as (

    select * from {{ ref('stg_ga4__quarantine') }}

),

conformed as (

    select
        'ga4' as source_system,
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
