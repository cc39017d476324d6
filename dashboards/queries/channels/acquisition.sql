-- What a customer cost, by channel: null where a channel that cost something has none yet.
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
    sum(customers) as customers,
    (sum(spend) + sum(programme_cost)) / nullif(sum(customers), 0) as cac
from fct_channel_performance
group by channel
having sum(spend) + sum(programme_cost) > 0
order by cac desc nulls first, cost desc, channel asc
