{{ config(enabled=system_is_on('ga4')) }}

{# Counted where rows lie, by what is stored of them: the rows themselves take six times as long to count. #}
with

{{ ga4_event_batches() }},

landed as (

    select
        file_version,
        _dlt_load_id,
        count(*) as row_count
    from {{ source('raw_ga4', 'events') }}
    group by file_version, _dlt_load_id

),

counted as (

    select
        batches.batch_id,
        landed.row_count,
        batches.loaded_at
    from batches
    inner join landed
        on
            batches.file_version = landed.file_version
            and batches._dlt_load_id = landed._dlt_load_id

)

select * from counted
