-- What each campaign cost and brought; the total is the last row. What belongs to no campaign stands by channel.
with

fct_campaign_performance as (

    select * from marts.fct_campaign_performance
    where
        attribution_model = $model
        and basis = $basis
        and date_day between $first_day and $last_day

),

dim_campaigns as (

    select
        campaign_id,
        type
    from marts.dim_campaigns

),

performance as (

    select
        fct_campaign_performance.*,
        dim_campaigns.type as campaign_type
    from fct_campaign_performance
    left join dim_campaigns on fct_campaign_performance.campaign_id = dim_campaigns.campaign_id
    where
        $segment_type not in ('channel', 'campaign_type')
        or ($segment_type = 'channel' and fct_campaign_performance.channel = $segment)
        or ($segment_type = 'campaign_type' and dim_campaigns.type = $segment)

),

sums as (

    select
        grouping(campaign_id) = 1 as is_total,
        case
            when grouping(campaign_id) = 1 then 'Total'
            else coalesce(any_value(campaign), '(no campaign)')
        end as campaign,
        campaign_id,
        channel,
        any_value(campaign_type) as campaign_type,
        sum(spend) as spend,
        sum(programme_cost) as programme_cost,
        sum(spend) + sum(programme_cost) as cost,
        sum(impressions) as impressions,
        sum(clicks) as clicks,
        sum(sessions) as sessions,
        sum(leads) as leads,
        sum(opportunities) as opportunities,
        sum(customers) as customers,
        sum(pipeline_value) as pipeline_value,
        sum(revenue) as revenue
    from performance
    group by rollup(campaign_id, channel)
    having count(*) > 0 and grouping(campaign_id) = grouping(channel)  -- no subtotals by campaign

)

select
    is_total,
    campaign,
    campaign_id,
    channel,
    case when not is_total then campaign_type end as campaign_type,
    spend,
    programme_cost,
    impressions,
    clicks,
    sessions,
    leads,
    opportunities,
    customers,
    pipeline_value,
    revenue,
    spend / nullif(clicks, 0) as cost_per_click,
    nullif(cost, 0) / nullif(leads, 0) as cpl,
    nullif(cost, 0) / nullif(customers, 0) as cac,
    (revenue - cost) / nullif(cost, 0) * 100 as roi_percent
from sums
order by is_total asc, cost desc, revenue desc, campaign asc, channel asc, campaign_id asc
