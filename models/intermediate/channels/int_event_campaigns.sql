{{ config(enabled=var('new_campaign_starts_session')) }}

{# Which campaign an event's origin stands for, where another one starts a session: its tags, else the kind of its click
   id, else the site it came from. Only the web is asked, not records or rules: sessions come before people. Payment
   and log-in pages and sites of one's own are no campaign. #}
with

event_sources as (

    select * from {{ ref('int_event_sources') }}

),

host_sites as (

    select * from {{ ref('int_host_sites') }}

),

told as (

    select
        event_sources.origin_key,
        {{ told_tag(read_tag('event_sources.utm_source')) }} as utm_source,
        {{ told_tag(read_tag('event_sources.utm_medium')) }} as utm_medium,
        {{ told_tag(read_tag('event_sources.utm_campaign')) }} as utm_campaign,
        {{ told_tag(read_tag('event_sources.utm_id')) }} as utm_id,
        event_sources.click_id_type,
        case
            when not referrer_sites.is_on_the_way and (referrer_sites.site is distinct from page_sites.site)
                then referrer_sites.site
        end as referrer_site
    from event_sources
    left join host_sites as referrer_sites
        on event_sources.referrer_host = referrer_sites.host
    left join host_sites as page_sites
        on event_sources.page_host = page_sites.host

),

campaigns as (

    select
        origin_key,
        case
            when coalesce(utm_source, utm_medium, utm_campaign, utm_id) is not null
                then {{ row_hash(["'tags'", 'utm_source', 'utm_medium', 'utm_campaign', 'utm_id']) }}
            when click_id_type is not null then {{ row_hash(["'click'", 'click_id_type']) }}
            when referrer_site is not null then {{ row_hash(["'site'", 'referrer_site']) }}
        end as campaign_key
    from told

)

select * from campaigns
where campaign_key is not null
