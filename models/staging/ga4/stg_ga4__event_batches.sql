{{ config(enabled=system_is_on('ga4')) }}

{# Counted where rows lie, by what is stored of them: the rows themselves take six times as long to count, and two texts
   as what they are counted by twice as long as one number. #}
with

{{ ga4_event_batches() }},

landed as (

    select
        {{ row_hash(['file_version', '_dlt_load_id']) }} as landed_key,
        count(*) as row_count
    from {{ source('raw_ga4', 'events') }}
    group by landed_key

),

counted as (

    select
        batches.batch_id,
        landed.row_count,
        batches.loaded_at
    from batches
    inner join landed
        on {{ row_hash(['batches.file_version', 'batches._dlt_load_id']) }} = landed.landed_key

)

select * from counted
