{{ config(enabled=system_is_on('google_ads')) }}

with

landed as (

    {{ landed_rows('google_ads', 'quarantine', key=['quarantine_id']) }}

),

quarantine as (

    select
        quarantine_id,
        resource,
        record_key,
        field,
        reason,
        file as file_name,
        payload_sealed,
        cast(row_number as bigint) as row_number,
        loaded_at
    from landed

)

select * from quarantine
