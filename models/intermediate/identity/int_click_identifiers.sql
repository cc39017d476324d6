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

clicked_events as (

    select
        anonymous_id as cookie,
        event_at,
        {{ click_id_type() }} as click_id_type,
        {{ click_id() }} as click_id
    from {{ ref('conformed_web_events') }} as web_events
    where
        anonymous_id is not null
        and {{ click_id() }} is not null
        and {{ event_problem('web_events') }} is null

),

clicks as (

    select
        recorded_clicks.identifier_type,
        recorded_clicks.identifier,
        clicked_events.cookie,
        min(clicked_events.event_at) as first_seen_at,
        max(clicked_events.event_at) as last_seen_at,
        count(*) as sightings
    from clicked_events
    inner join recorded_clicks
        on
            clicked_events.click_id_type = recorded_clicks.identifier_type
            and clicked_events.click_id = recorded_clicks.identifier
    group by recorded_clicks.identifier_type, recorded_clicks.identifier, clicked_events.cookie

)

select * from clicks
