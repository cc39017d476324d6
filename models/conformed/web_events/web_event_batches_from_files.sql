{{ config(enabled=system_is_on('files')) }}

with

batches as (

    select
        source_system,
        batch_id,
        count(*) as row_count,
        min(loaded_at) as loaded_at
    from {{ ref('stg_files__web_events') }}
    group by source_system, batch_id

)

select * from batches
