{# Events in equal events out: sessions hold every event that counts and names a visitor, once. #}
with

visitor_events as (

    select count(*) as events
    from {{ ref('int_events') }}
    where {{ is_accepted() }} and has_visitor

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
