-- What each channel cost and brought in these days.
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
    (sum(revenue) - sum(spend) - sum(programme_cost)) / nullif(sum(spend) + sum(programme_cost), 0) * 100 as roi_percent
from fct_channel_performance
group by channel
having sum(spend) + sum(programme_cost) <> 0 or sum(revenue) <> 0
order by revenue desc, cost desc, channel asc
