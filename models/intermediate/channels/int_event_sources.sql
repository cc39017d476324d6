{# Where an event says it came from: only events that may say something, which is about one in five. #}
with

web_events as (

    select * from {{ ref('conformed_web_events') }}

),

sources as (

    select
        event_id,
        source_system,
        event_at,
        'web' as origin,
        utm_source,
        utm_medium,
        utm_campaign,
        utm_content,
        utm_term,
        utm_id,
        case when (referrer_host is distinct from page_host) then referrer_host end as referrer_host,
        page_host,
        {{ click_id_type() }} as click_id_type,
        {{ click_id() }} as click_id
    from web_events
    where
        coalesce(utm_source, utm_medium, utm_campaign, utm_id) is not null
        or {{ click_id() }} is not null
        or (referrer_host is not null and referrer_host is distinct from page_host)

),

keyed as (

    select
        *,
        {{ traffic_key() }} as traffic_key
    from sources

)

select * from keyed
