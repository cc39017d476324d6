{{ config(enabled=system_is_on('google_ads')) }}

with

quarantine as (

    select * from {{ ref('stg_google_ads__quarantine') }}

),

conformed as (

    select
        'google_ads' as source_system,
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
