{{ config(enabled=system_is_on('files')) }}

with

web_events as (

    select * from {{ ref('stg_files__web_events') }}

),

conformed as (

    select
        source_system,
        md5(source_system || '|' || event_id) as event_id,
        case when event_id <> '' then {{ row_hash(['source_system', 'event_id']) }} end as event_key,
        batch_id,
        row_in_batch,
        anonymous_id,
        user_id,
        source_session_id,
        event_name,
        event_at,
        page_url,
        page_host,
        page_path,
        page_query,
        page_title,
        page_referrer,
        referrer_host,
        {{ clean_tag('utm_source') }} as utm_source,
        {{ clean_tag('utm_medium') }} as utm_medium,
        {{ clean_tag('utm_campaign') }} as utm_campaign,
        {{ clean_tag('utm_content') }} as utm_content,
        {{ clean_tag('utm_term') }} as utm_term,
        {{ clean_tag('utm_id') }} as utm_id,
        gclid,
        gbraid,
        wbraid,
        fbclid,
        fbc,
        fbp,
        msclkid,
        li_fat_id,
        ttclid,
        twclid,
        user_agent,
        traffic_type,
        country,
        device_category,
        consent_analytics,
        consent_ads,
        experiment_id,
        variant_id,
        email_key,
        form_id,
        file_name,
        file_url,
        engagement_ms,
        value,
        currency_code,
        properties,
        loaded_at
    from web_events

)

select * from conformed
