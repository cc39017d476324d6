{# On which cookies the clicks that person records name were made. A click that no record names joins nothing, so only
   those few are looked up. #}
with

recorded_clicks as (

    select distinct
        identifier_type,
        identifier
    from {{ ref('int_record_identifiers') }}
    where is_click_id

),

recorded_origins as (

    select
        event_sources.origin_key,
        recorded_clicks.identifier_type,
        recorded_clicks.identifier
    from {{ ref('int_event_sources') }} as event_sources
    inner join recorded_clicks
        on
            event_sources.click_id_type = recorded_clicks.identifier_type
            and event_sources.click_id = recorded_clicks.identifier

),

clicked_events as (

    select
        recorded_origins.identifier_type,
        recorded_origins.identifier,
        identifiers.anonymous_id as cookie,
        {{ micros_to_timestamp('events.event_micros') }} as event_at
    from {{ ref('int_events') }} as events
    inner join recorded_origins
        on {{ origin_key('events') }} = recorded_origins.origin_key
    inner join {{ ref('int_event_identifiers') }} as identifiers
        on events.identifiers_key = identifiers.identifiers_key
    where {{ is_accepted('events') }} and identifiers.anonymous_id is not null

),

clicks as (

    select
        identifier_type,
        identifier,
        cookie,
        min(event_at) as first_seen_at,
        max(event_at) as last_seen_at,
        count(*) as sightings
    from clicked_events
    group by identifier_type, identifier, cookie

)

select * from clicks
