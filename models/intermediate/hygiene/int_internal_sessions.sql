{# Sessions of the company's own people: one event that tells so makes the session internal. Events are met by numbers,
   and by few of them, so that all of them are looked at in each build. #}
with

events as (

    select * from {{ ref('int_events') }}
    where session_number is not null

),

internal_traffic as (

    select * from {{ ref('int_internal_traffic') }}

),

told as (

    {% for part, key in [
        ('context', 'context_key'), ('page', 'page_key'), ('identifiers', 'identifiers_key')
    ] -%}
    select
        events.visitor_key,
        events.session_number,
        internal_traffic.reason
    from events
    inner join internal_traffic
        on internal_traffic.part = '{{ part }}' and events.{{ key }} = internal_traffic.part_key
    {%- if not loop.last %}

    union all

    {% endif -%}
    {% endfor %}

),

internal_sessions as (

    select
        visitor_key,
        session_number,
        min(reason) as reason
    from told
    group by visitor_key, session_number

)

select * from internal_sessions
