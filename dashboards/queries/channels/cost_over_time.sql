-- Cost of ads and programmes by day, week or month, whichever the days fill; the first and the last may be parts of
-- one. The eight greatest channels are named.
with

fct_channel_performance as (

    select
        *,
        case
            when $last_day::date - $first_day::date < 32 then 'day'
            when $last_day::date - $first_day::date < 200 then 'week'
            else 'month'
        end as grain,
        date_trunc(grain, date_day)::date as first_date,
        case grain when 'day' then first_date when 'week' then first_date + 6 else last_day(first_date) end as last_date
    from marts.fct_channel_performance
    where
        attribution_model = $model
        and basis = $basis
        and date_day between $first_day and $last_day
        and ($segment_type <> 'channel' or channel = $segment)

),

greatest_channels as (

    select channel
    from fct_channel_performance
    group by channel
    having sum(spend) + sum(programme_cost) <> 0
    order by sum(spend) + sum(programme_cost) desc, channel asc
    limit 8

)

select
    performance.first_date,
    greatest(performance.first_date, $first_day::date) as first_counted_date,
    least(performance.last_date, $last_day::date) as last_counted_date,
    performance.first_date >= $first_day and performance.last_date <= $last_day as is_whole,
    coalesce(greatest_channels.channel, 'Other channels') as channel,
    sum(performance.spend) + sum(performance.programme_cost) as cost
from fct_channel_performance as performance
left join greatest_channels on performance.channel = greatest_channels.channel
group by performance.first_date, performance.last_date, coalesce(greatest_channels.channel, 'Other channels')
having sum(performance.spend) + sum(performance.programme_cost) <> 0
order by performance.first_date asc, channel asc
