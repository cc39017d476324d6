{{ config(enabled=system_is_on('ga4')) }}

with

events as (

    select
        *,
        {{ ga4_consent('privacy_analytics_storage') }} as consent_analytics,
        {{ ga4_consent('privacy_ads_storage') }} as consent_ads
    from {{ ref('stg_ga4__events') }}

),

{# Tags belong together: what GA4 collected from the address, else the event's parameters, never a mixture. Four in
   five events have none, and are not asked further. #}
tags as (

    select
        *,
        coalesce(
            collected_manual_source, collected_manual_medium, collected_manual_campaign_name,
            collected_manual_campaign_id, collected_manual_term, collected_manual_content
        ) is not null as has_collected_tags,
        coalesce(
            collected_manual_source, collected_manual_medium, collected_manual_campaign_name,
            collected_manual_campaign_id, collected_manual_term, collected_manual_content,
            param_source, param_medium, param_campaign, param_content, param_term
        ) is not null as has_tags
    from events

),

web_events as (

    select
        'ga4' as source_system,
        event_id,
        event_key,
        batch_id,
        row_in_batch,
        case when coalesce(consent_analytics, true) then user_pseudo_id end as anonymous_id,
        {{ blank_to_null('user_id') }} as user_id,
        {# GA4 counts a visitor's sessions from the second they start: two visitors may share the number. #}
        case
            when coalesce(consent_analytics, true)
                then user_pseudo_id || '.' || cast(ga_session_id as string)
        end as source_session_id,
        event_name,
        event_at,
        page_location as page_url,
        cast(null as string) as page_host,
        cast(null as string) as page_path,
        cast(null as string) as page_query,
        page_title,
        {{ blank_to_null('page_referrer') }} as page_referrer,
        cast(null as string) as referrer_host,
        {{ ga4_tag('collected_manual_source', 'param_source') }} as utm_source,
        {{ ga4_tag('collected_manual_medium', 'param_medium') }} as utm_medium,
        {{ ga4_tag('collected_manual_campaign_name', 'param_campaign') }} as utm_campaign,
        {{ ga4_tag('collected_manual_content', 'param_content') }} as utm_content,
        {{ ga4_tag('collected_manual_term', 'param_term') }} as utm_term,
        {{ ga4_tag('collected_manual_campaign_id') }} as utm_id,
        coalesce({{ blank_to_null('collected_gclid') }}, {{ blank_to_null('param_gclid') }}) as gclid,
        cast(null as string) as gbraid,
        cast(null as string) as wbraid,
        cast(null as string) as fbclid,
        cast(null as string) as fbc,
        cast(null as string) as fbp,
        cast(null as string) as msclkid,
        cast(null as string) as li_fat_id,
        cast(null as string) as ttclid,
        cast(null as string) as twclid,
        user_agent,
        {{ blank_to_null('traffic_type') }} as traffic_type,
        geo_country as country,
        device_category,
        consent_analytics,
        consent_ads,
        {{ blank_to_null(json_text('event_params', 'experiment_id')) }} as experiment_id,
        {{ blank_to_null(json_text('event_params', 'variant_id')) }} as variant_id,
        email_key,
        form_id,
        case when event_name = 'file_download' then {{ blank_to_null(json_text('event_params', 'file_name')) }} end
            as file_name,
        case when event_name = 'file_download' then {{ blank_to_null(json_text('event_params', 'link_url')) }} end
            as file_url,
        engagement_time_msec as engagement_ms,
        {{ to_money('coalesce(purchase_revenue, param_value)') }} as value,
        upper(currency_code) as currency_code,
        event_params as properties,
        loaded_at
    from tags

)

select * from web_events
