{{ config(enabled=system_is_on('google_ads')) }}

{% set metrics = ['cost_micros', 'impressions', 'clicks', 'conversions', 'conversions_value'] %}

with

ad_days as (

    select * from {{ ref('stg_google_ads__ad_performances') }}

),

campaign_days as (

    select * from {{ ref('stg_google_ads__campaign_performances') }}

),

customers as (

    select * from {{ ref('stg_google_ads__customers') }}

),

campaigns as (

    select * from {{ ref('stg_google_ads__campaigns') }}

),

ad_groups as (

    select * from {{ ref('stg_google_ads__ad_groups') }}

),

ads as (

    select * from {{ ref('stg_google_ads__ad_group_ads') }}

),

ad_sums as (

    select
        customer_id,
        campaign_id,
        date_day,
        sum(cost_micros) as cost_micros,
        sum(impressions) as impressions,
        sum(clicks) as clicks,
        sum(conversions) as conversions,
        sum(conversions_value) as conversions_value
    from ad_days
    group by customer_id, campaign_id, date_day

),

{# Performance Max reports no ads, and ads removed since may be missing: what the campaign has beyond its ads. #}
remainders as (

    select
        campaign_days.customer_id,
        campaign_days.campaign_id,
        cast(null as string) as ad_group_id,
        cast(null as string) as ad_id,
        campaign_days.date_day,
        {%- for metric in metrics %}
        coalesce(campaign_days.{{ metric }}, 0) - coalesce(ad_sums.{{ metric }}, 0) as {{ metric }},
        {%- endfor %}
        campaign_days.loaded_at
    from campaign_days
    left join ad_sums
        on
            campaign_days.customer_id = ad_sums.customer_id
            and campaign_days.campaign_id = ad_sums.campaign_id
            and campaign_days.date_day = ad_sums.date_day

),

days as (

    select
        customer_id,
        campaign_id,
        ad_group_id,
        ad_id,
        date_day,
        {{ metrics | join(',\n        ') }},
        loaded_at
    from ad_days
    union all
    select * from remainders
    where
        {{ metrics | join(' != 0\n        or ') }} != 0

),

conformed as (

    select
        'google_ads' as source_system,
        days.date_day,
        'google_ads' as platform,
        days.customer_id as ad_account_id,
        customers.descriptive_name as ad_account_name,
        days.campaign_id as campaign_source_id,
        campaigns.name as campaign_name,
        campaigns.advertising_channel_type as campaign_type,
        days.ad_group_id as ad_group_source_id,
        ad_groups.name as ad_group_name,
        days.ad_id as ad_source_id,
        ads.ad_name,
        {{ micros_to_money('days.cost_micros') }} as spend,
        cast(days.impressions as bigint) as impressions,
        cast(days.clicks as bigint) as clicks,
        cast(days.conversions as decimal(18, 6)) as platform_conversions,
        cast(days.conversions_value as decimal(18, 6)) as platform_conversion_value,
        customers.currency_code,
        customers.time_zone as account_timezone,
        days.loaded_at
    from days
    left join customers
        on days.customer_id = customers.customer_id
    left join campaigns
        on
            days.customer_id = campaigns.customer_id
            and days.campaign_id = campaigns.campaign_id
    left join ad_groups
        on
            days.customer_id = ad_groups.customer_id
            and days.ad_group_id = ad_groups.ad_group_id
    left join ads
        on
            days.customer_id = ads.customer_id
            and days.ad_group_id = ads.ad_group_id
            and days.ad_id = ads.ad_id

)

select * from conformed
