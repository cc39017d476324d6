{{ config(enabled=system_is_on('ga4')) }}

with

batches as (

    select
        'ga4' as source_system,
        batch_id,
        row_count,
        loaded_at
    from {{ ref('stg_ga4__event_batches') }}

)

select * from batches
