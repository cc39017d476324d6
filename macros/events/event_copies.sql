{# The CTEs that tell copies of events apart: `copies`, the number of each row that is one of several of its event, and
   `first_moments`, when each visitor first came. What tells copies apart is read by itself, narrow; DuckDB would lay by
   all columns of both readings otherwise, which takes twice as long as sorting them. An increment reads `counted`. #}
{% macro event_copies(state) -%}
places as (

    {% if state.is_whole -%}
    select
        {{ landed_place_columns('places') }},
        {{ event_problem('places') }} is not null as has_problem,
        {{ visitor_key() }} as visitor_key,
        {{ epoch_micros('event_at') }} as event_micros
    from {{ ref('conformed_web_events') }} as places
    {%- else -%}
    select
        event_key,
        batch_key,
        row_in_batch,
        problem is not null as has_problem,
        visitor_key,
        event_micros
    from counted
    where is_judged_anew
    {%- endif %}

),

{# Who comes back came first not long ago: beside each other, few parts of the table are read on a day. #}
first_moments as (

    select
        visitor_key,
        min(event_micros) as first_micros
    from places
    group by visitor_key

),

repeated as (

    select event_key
    from places
    group by event_key
    having count(*) > 1

),

copies as (

    select
        places.event_key,
        places.batch_key,
        places.row_in_batch,
        row_number() over (
            partition by places.event_key
            order by places.has_problem, batches.loaded_at, batches.batch_id, places.row_in_batch
        ) as copy_number
    from places
    inner join {{ ref('int_event_batches') }} as batches
        on places.batch_key = batches.batch_key
    where places.event_key in (select repeated.event_key from repeated)

)
{%- endmacro %}
