{{ config(enabled=system_is_on('ga4')) }}

{# A stateless reading of what landed: whoever asks for few columns pays for few. Rows are of the file versions that
   count now, and of the load that brought them whole; which of two equal events counts is decided in int_events. #}
with

{{ ga4_event_batches() }},

events as (

    select
        {{ ga4_event_id('landed') }} as event_id,
        batches.batch_id,
        landed.user_id,
        landed.user_pseudo_id,
        landed.stream_id,
        landed.platform,
        landed.event_name,
        landed.privacy_analytics_storage,
        landed.privacy_ads_storage,
        landed.device_category,
        landed.device_operating_system,
        landed.device_browser,
        landed.geo_country,
        landed.collected_manual_source,
        landed.collected_manual_medium,
        landed.collected_manual_campaign_name,
        landed.collected_manual_campaign_id,
        landed.collected_manual_term,
        landed.collected_manual_content,
        landed.collected_gclid,
        landed.param_page_location as page_location,
        landed.param_page_referrer as page_referrer,
        landed.param_page_title as page_title,
        landed.param_session_engaged as session_engaged,
        landed.param_source,
        landed.param_medium,
        landed.param_campaign,
        landed.param_content,
        landed.param_term,
        landed.param_gclid,
        landed.param_user_agent as user_agent,
        landed.param_traffic_type as traffic_type,
        landed.param_form_id as form_id,
        landed.param_currency as currency_code,
        landed.ecommerce_transaction_id as transaction_id,
        landed.email_key,
        landed.event_params,
        {{ ga4_event_key('landed') }} as event_key,
        cast(landed.row_in_file as bigint) as row_in_batch,
        cast(landed.param_ga_session_id as bigint) as ga_session_id,
        cast(landed.param_ga_session_number as bigint) as ga_session_number,
        cast(landed.param_engagement_time_msec as bigint) as engagement_time_msec,
        {# A double a page sends: what no decimal can hold is no amount. #}
        try_cast(landed.param_value as decimal(18, 6)) as param_value,
        try_cast(landed.ecommerce_purchase_revenue as decimal(18, 6)) as purchase_revenue,
        {{ micros_to_timestamp('landed.event_timestamp') }} as event_at,
        batches.loaded_at
    from {{ source('raw_ga4', 'events') }} as landed
    inner join batches
        on
            landed.file_version = batches.file_version
            and landed._dlt_load_id = batches._dlt_load_id

)

select * from events
