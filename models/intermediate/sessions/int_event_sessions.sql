{# The session of every event that names a visitor. A gap longer than the timeout starts a session; midnight never
   does. The two windows see whole numbers only: text as a sort key made the same sort 2.8 times slower. Events at the
   same microsecond are peers in both windows (the second one's frame is a range), so their order cannot matter. #}
with

web_events as (

    select * from {{ ref('conformed_web_events') }}

),

placeholders as (

    select * from {{ ref('blocked_identifiers') }}
    where identifier_type = 'cookie'

),

visits as (

    select
        web_events.event_id,
        web_events.source_system,
        web_events.anonymous_id,
        {{ hash64("concat(web_events.source_system, '|', web_events.anonymous_id)") }} as visitor_key,
        {{ epoch_micros('web_events.event_at') }} as event_micros
    from web_events
    left join placeholders
        on lower(web_events.anonymous_id) = lower(placeholders.identifier)
    where web_events.anonymous_id <> '' and placeholders.identifier is null

),

starts as (

    select
        *,
        case
            when
                event_micros - lag(event_micros) over (partition by visitor_key order by event_micros)
                <= cast({{ var('session_timeout_minutes') }} as bigint) * 60000000
                then 0
            else 1
        end as is_start
    from visits

),

numbered as (

    select
        event_id,
        source_system,
        anonymous_id,
        visitor_key,
        event_micros,
        sum(is_start) over (
            partition by visitor_key
            order by event_micros
            range between unbounded preceding and current row
        ) as visit_number
    from starts

),

openings as (

    select
        visitor_key,
        visit_number,
        min(event_micros) as start_micros
    from numbered
    group by visitor_key, visit_number

),

first_events as (

    select
        numbered.source_system,
        numbered.anonymous_id,
        numbered.visitor_key,
        numbered.visit_number,
        min(numbered.event_id) as first_event_id
    from numbered
    inner join openings
        on
            numbered.visitor_key = openings.visitor_key
            and numbered.visit_number = openings.visit_number
            and numbered.event_micros = openings.start_micros
    group by
        numbered.source_system, numbered.anonymous_id, numbered.visitor_key, numbered.visit_number

),

event_sessions as (

    select
        numbered.event_id,
        numbered.source_system,
        numbered.anonymous_id,
        md5(concat(
            first_events.source_system, '|', first_events.anonymous_id, '|', first_events.first_event_id
        )) as session_id,
        cast(numbered.visit_number as bigint) as session_number
    from numbered
    inner join first_events
        on
            numbered.visitor_key = first_events.visitor_key
            and numbered.visit_number = first_events.visit_number

)

select * from event_sessions
