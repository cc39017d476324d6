{# Events in equal events out: sessions hold every event that names a visitor, once. #}
with

visitor_events as (

    select count(*) as events
    from {{ ref('conformed_web_events') }} as web_events
    left join {{ ref('blocked_identifiers') }} as placeholders
        on
            lower(web_events.anonymous_id) = lower(placeholders.identifier)
            and placeholders.identifier_type = 'cookie'
    where web_events.anonymous_id <> '' and placeholders.identifier is null

),

session_events as (

    select coalesce(sum(events), 0) as events
    from {{ ref('fct_sessions') }}

)

select
    visitor_events.events as events_in,
    session_events.events as events_out
from visitor_events
cross join session_events
where visitor_events.events <> session_events.events
