{{ config(enabled=system_is_on('files')) }}

with

ad_performance as (

    select * from {{ ref('stg_files__ad_performance') }}

),

conformed as (

    select
        source_system,
        date_day,
        platform,
        ad_account_id,
        ad_account_name,
        campaign_source_id,
        campaign_name,
        campaign_type,
        ad_group_source_id,
        ad_group_name,
        ad_source_id,
        ad_name,
        spend,
        impressions,
        clicks,
        platform_conversions,
        platform_conversion_value,
        currency_code,
        account_timezone,
        loaded_at
    from ad_performance

)

select * from conformed
