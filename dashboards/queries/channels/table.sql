-- What each channel cost and brought; the total is the last row. Ratios are of sums.
with

fct_channel_performance as (

    select * from marts.fct_channel_performance
    where
        attribution_model = $model
        and basis = $basis
        and date_day between $first_day and $last_day
        and ($segment_type <> 'channel' or channel = $segment)

),

sums as (

    select
        grouping(channel) = 1 as is_total,
        coalesce(channel, 'Total') as channel,
        sum(spend) as spend,
        sum(programme_cost) as programme_cost,
        sum(spend) + sum(programme_cost) as cost,
        sum(impressions) as impressions,
        sum(clicks) as clicks,
        sum(sessions) as sessions,
        sum(mqis) as mqis,
        sum(leads) as leads,
        sum(mqls) as mqls,
        sum(sqls) as sqls,
        sum(opportunities) as opportunities,
        sum(customers) as customers,
        sum(pipeline_value) as pipeline_value,
        sum(revenue) as revenue
    from fct_channel_performance
    group by rollup(channel)
    having count(*) > 0

)

select
    is_total,
    channel,
    spend,
    programme_cost,
    impressions,
    clicks,
    sessions,
    mqis,
    leads,
    mqls,
    sqls,
    opportunities,
    customers,
    pipeline_value,
    revenue,
    nullif(cost, 0) / nullif(leads, 0) as cpl,
    nullif(cost, 0) / nullif(customers, 0) as cac,
    revenue / nullif(cost, 0) as return_on_cost,
    (revenue - cost) / nullif(cost, 0) * 100 as roi_percent
from sums
order by is_total asc, revenue desc, spend desc, programme_cost desc, channel asc
