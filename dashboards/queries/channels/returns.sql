-- Revenue for each unit of money that a channel cost; channels without cost have no return.
with

fct_channel_performance as (

    select * from marts.fct_channel_performance
    where
        attribution_model = $model
        and basis = $basis
        and date_day between $first_day and $last_day
        and ($segment_type <> 'channel' or channel = $segment)

)

select
    channel,
    sum(spend) + sum(programme_cost) as cost,
    sum(revenue) as revenue,
    sum(revenue) / (sum(spend) + sum(programme_cost)) as return_on_cost,
    (sum(revenue) - sum(spend) - sum(programme_cost)) / (sum(spend) + sum(programme_cost)) * 100 as roi_percent
from fct_channel_performance
group by channel
having sum(spend) + sum(programme_cost) > 0
order by return_on_cost desc, cost desc, channel asc
