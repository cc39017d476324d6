{# What an address says stands over what a tool made of it, and its tags stand together: source, medium and campaign
   of two different clicks make a third that never was. #}
{% set tags = ['utm_source', 'utm_medium', 'utm_campaign', 'utm_content', 'utm_term', 'utm_id'] %}
{% set click_ids = ['gclid', 'gbraid', 'wbraid', 'fbclid', 'msclkid', 'li_fat_id', 'ttclid', 'twclid'] %}

with

unioned as (

    select * from {{ ref('web_events_unioned') }}

),

possible as (

    select *
    from unioned
    where {{ event_time_problem('event_at', 'loaded_at') }} is null

),

{# Addresses are parsed once each: events outnumber them by far, and regular expressions are what costs. #}
addresses as (

    select distinct
        page_url,
        {{ url_query('page_url') }} as page_query
    from possible
    where page_url is not null

),

parsed as (

    select
        page_url,
        page_query,
        {%- for tag in tags %}
        {{ clean_tag(query_parameter('page_query', tag)) }} as {{ tag }},
        {%- endfor %}
        {%- for click_id in click_ids %}
        {{ query_parameter('page_query', click_id) }} as {{ click_id }},
        {%- endfor %}
        {{ url_host('page_url') }} as page_host,
        {{ url_path('page_url') }} as page_path
    from addresses

),

pages as (

    select
        *,
        coalesce({{ tags | join(', ') }}) is not null as has_tags
    from parsed

),

referrers as (

    select
        page_referrer,
        {{ url_host('page_referrer') }} as referrer_host
    from possible
    where page_referrer is not null
    group by page_referrer

),

web_events as (

    select
        possible.source_system,
        possible.event_id,
        possible.anonymous_id,
        possible.user_id,
        possible.source_session_id,
        possible.event_name,
        possible.event_at,
        possible.page_url,
        coalesce(possible.page_host, pages.page_host) as page_host,
        coalesce(possible.page_path, pages.page_path) as page_path,
        coalesce(possible.page_query, pages.page_query) as page_query,
        possible.page_title,
        possible.page_referrer,
        coalesce(possible.referrer_host, referrers.referrer_host) as referrer_host,
        {%- for tag in tags %}
        case when pages.has_tags then pages.{{ tag }} else possible.{{ tag }} end as {{ tag }},
        {%- endfor %}
        coalesce(pages.gclid, possible.gclid) as gclid,
        coalesce(pages.gbraid, possible.gbraid) as gbraid,
        coalesce(pages.wbraid, possible.wbraid) as wbraid,
        coalesce(pages.fbclid, possible.fbclid) as fbclid,
        possible.fbc,
        possible.fbp,
        coalesce(pages.msclkid, possible.msclkid) as msclkid,
        coalesce(pages.li_fat_id, possible.li_fat_id) as li_fat_id,
        coalesce(pages.ttclid, possible.ttclid) as ttclid,
        coalesce(pages.twclid, possible.twclid) as twclid,
        possible.user_agent,
        possible.country,
        possible.device_category,
        possible.consent_analytics,
        possible.consent_ads,
        possible.experiment_id,
        possible.variant_id,
        possible.email_key,
        possible.form_id,
        possible.engagement_ms,
        possible.value,
        possible.currency_code,
        possible.properties,
        possible.loaded_at
    from possible
    left join pages
        on possible.page_url = pages.page_url
    left join referrers
        on possible.page_referrer = referrers.page_referrer

)

select * from web_events
