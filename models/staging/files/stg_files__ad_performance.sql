{{ config(enabled=system_is_on('files')) }}

with

landed as (

    {{ landed_rows(
        'files', 'ad_performance',
        key=['source_system', 'date_day', 'platform', 'ad_account_id', 'campaign_source_id', 'ad_group_source_id', 'ad_source_id'],
        newest_by=['source_file', 'source_row']
    ) }}

),

ad_performance as (

    select
        source_system,
        cast(date_day as date) as date_day,
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
        cast(spend as decimal(18, 6)) as spend,
        cast(impressions as bigint) as impressions,
        cast(clicks as bigint) as clicks,
        cast(platform_conversions as decimal(18, 6)) as platform_conversions,
        cast(platform_conversion_value as decimal(18, 6)) as platform_conversion_value,
        currency_code,
        account_timezone,
        source_file,
        cast(source_row as bigint) as source_row,
        loaded_at
    from landed

)

select * from ad_performance
