-- Cost against revenue of the hundred campaigns that cost most.
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

    select fct_campaign_performance.*
    from fct_campaign_performance
    left join dim_campaigns on fct_campaign_performance.campaign_id = dim_campaigns.campaign_id
    where
        $segment_type not in ('channel', 'campaign_type')
        or ($segment_type = 'channel' and fct_campaign_performance.channel = $segment)
        or ($segment_type = 'campaign_type' and dim_campaigns.type = $segment)

)

select
    campaign_id,
    channel,
    coalesce(any_value(campaign), '(no campaign)') as campaign,
    sum(spend) + sum(programme_cost) as cost,
    sum(revenue) as revenue,
    sum(customers) as customers,
    (sum(revenue) - sum(spend) - sum(programme_cost)) / (sum(spend) + sum(programme_cost)) * 100 as roi_percent
from performance
group by campaign_id, channel
having sum(spend) + sum(programme_cost) > 0
order by cost desc, campaign asc, channel asc, campaign_id asc
limit 100
