{# Both kinds of cost beside each other, in the reporting currency: what ads cost and what programmes cost. #}
with

ad_spend as (

    select * from {{ ref('int_ad_spend') }}

),

campaigns as (

    select * from {{ ref('int_campaigns') }}

),

programme_costs as (

    select * from {{ ref('int_programme_costs') }}
    where reason is null

),

costs as (

    select
        campaigns.channel,
        campaigns.campaign_id,
        ad_spend.spend_reporting as spend,
        0 as programme_cost,
        ad_spend.impressions,
        ad_spend.clicks,
        case when ad_spend.spend is not null and ad_spend.spend_reporting is null then 1 else 0 end
            as unconverted_amounts,
        ad_spend.date_day
    from ad_spend
    left join campaigns
        on
            ad_spend.source_system = campaigns.source_system
            and ad_spend.campaign_source_id = campaigns.campaign_source_id

    union all

    select
        channel,
        campaign_id,
        0 as spend,
        cost_reporting as programme_cost,
        0 as impressions,
        0 as clicks,
        case when cost is not null and cost_reporting is null then 1 else 0 end as unconverted_amounts,
        date_day
    from programme_costs

),

summed as (

    select
        date_day,
        channel,
        campaign_id,
        cast(coalesce(sum(spend), 0) as decimal(18, 2)) as spend,
        cast(coalesce(sum(programme_cost), 0) as decimal(18, 2)) as programme_cost,
        cast(coalesce(sum(impressions), 0) as bigint) as impressions,
        cast(coalesce(sum(clicks), 0) as bigint) as clicks,
        cast(sum(unconverted_amounts) as bigint) as unconverted_amounts
    from costs
    group by date_day, channel, campaign_id

)

select * from summed
