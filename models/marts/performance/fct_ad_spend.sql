with

ad_spend as (

    select * from {{ ref('int_ad_spend') }}

),

campaigns as (

    select * from {{ ref('dim_campaigns') }}

),

final as (

    select
        ad_spend.ad_spend_id,
        ad_spend.source_system,
        ad_spend.platform,
        ad_spend.ad_account_id,
        ad_spend.ad_account_name,
        campaigns.campaign_id,
        ad_spend.campaign_source_id,
        ad_spend.campaign_name,
        ad_spend.ad_group_source_id,
        ad_spend.ad_group_name,
        ad_spend.ad_source_id,
        ad_spend.ad_name,
        campaigns.channel,
        ad_spend.currency_code,
        ad_spend.account_timezone,
        cast(ad_spend.spend as decimal(18, 2)) as spend,
        cast(ad_spend.spend_reporting as decimal(18, 2)) as spend_reporting,
        ad_spend.impressions,
        ad_spend.clicks,
        ad_spend.platform_conversions,
        ad_spend.platform_conversion_value,
        ad_spend.date_day
    from ad_spend
    left join campaigns
        on
            ad_spend.source_system = campaigns.source_system
            and ad_spend.campaign_source_id = campaigns.campaign_source_id

)

select * from final
