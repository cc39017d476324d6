{{ config(enabled=system_is_on('files')) }}

with

landed as (

    {{ landed_rows('files', 'web_events') }}

),

web_events as (

    select
        source_system,
        event_id,
        anonymous_id,
        user_id,
        source_session_id,
        event_name,
        cast(event_at as timestamp) as event_at,
        page_url,
        page_host,
        page_path,
        page_query,
        page_title,
        page_referrer,
        referrer_host,
        utm_source,
        utm_medium,
        utm_campaign,
        utm_content,
        utm_term,
        utm_id,
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
        cast(consent_analytics as boolean) as consent_analytics,
        cast(consent_ads as boolean) as consent_ads,
        experiment_id,
        variant_id,
        email_key,
        form_id,
        file_name,
        file_url,
        cast(engagement_ms as bigint) as engagement_ms,
        cast(value as decimal(18, 2)) as value,
        currency_code,
        properties,
        concat(source_file, '@', file_version) as batch_id,
        cast(source_row as bigint) as row_in_batch,
        cast(file_since as timestamp) as loaded_at
    from landed

)

select * from web_events
