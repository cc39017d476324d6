{# Rows landed equal rows judged, batch by batch: counted, a duplicate, or left out for a reason. #}
with

batches as (

    select * from {{ ref('int_event_batches') }}

),

judged as (

    select
        batch_key,
        count({{ event_verdict() }}) as row_count
    from {{ ref('int_events') }}
    where batch_key is not null
    group by batch_key

)

select
    batches.batch_id,
    batches.row_count as landed,
    judged.row_count as judged
from batches
full outer join judged
    on batches.batch_key = judged.batch_key
where coalesce(batches.row_count, 0) <> coalesce(judged.row_count, 0)
