{# Sessions by gaps alone: CTEs of which the last is `numbered`. Where an engine runs windows over a sorted stream
   without sorting again, one sort does for both: half the CPU of two partitioned windows with all columns behind
   them. `event_number` only orders the events of a visitor; `first_micros`, one for all events of a visitor, keeps
   those who came at about the same time beside each other. #}
{% macro gap_session_numbers(relation) -%}
    {{ return(adapter.dispatch('gap_session_numbers', 'closed_loop')(relation)) }}
{%- endmacro %}

{% macro default__gap_session_numbers(relation) -%}
    {{ session_numbers_by_rule(relation) }}
{%- endmacro %}

{% macro duckdb__gap_session_numbers(relation) -%}
{#- A frame without an order is the stream's own; the linter cannot parse one. -#}
{%- set so_far = ('order by event_number ' if target.name == 'lint' else '')
    ~ 'rows between unbounded preceding and current row' -%}
sorted as (

    select
        *,
        {{ is_visit() }} as is_visit
    from {{ relation }}
    order by is_visit, first_micros, visitor_key, event_micros, event_key

),

compared as (

    select
        *,
        row_number() over () as event_number,
        coalesce(is_visit <> lag(is_visit) over () or visitor_key <> lag(visitor_key) over (), true) as is_first,
        event_micros - lag(event_micros) over () as gap_micros
    from sorted

),

counted_starts as (

    select
        *,
        sum(case when is_first or gap_micros > {{ session_timeout_micros() }} then 1 else 0 end)
            over ({{ so_far }}) as start_number
    from compared

),

numbered as (

    select
        {{ landed_event_names() | join(',\n        ') }},
        copy_number,
        case when is_visit then event_number end as event_number,
        case when is_visit then cast(
            start_number - max(case when is_first then start_number - 1 end) over ({{ so_far }}) as bigint
        ) end as session_number
    from counted_starts

)
{%- endmacro %}
