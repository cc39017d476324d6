{{ config(enabled=system_is_on('salesforce')) }}

with

quarantine as (

    select * from {{ ref('stg_salesforce__quarantine') }}

),

conformed as (

    select
        'salesforce' as source_system,
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
