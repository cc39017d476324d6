-- What marketing cost and brought in these days, and in as many days before. The days before count only where there
-- are figures for all of them.
with

fct_channel_performance as (

    select * from marts.fct_channel_performance
    where
        attribution_model = $model
        and basis = $basis
        and ($segment_type <> 'channel' or channel = $segment)

),

first_days as (

    select min(date_day) as first_day from marts.fct_channel_performance

),

periods as (

    select
        date_day >= $first_day as is_now,
        spend,
        programme_cost,
        revenue,
        leads,
        customers
    from fct_channel_performance
    where
        date_day between $first_day and $last_day
        or (
            date_day between $first_day_before and $last_day_before
            and $first_day_before >= (select first_days.first_day from first_days)
        )

),

sums as (

    select
        is_now,
        sum(spend) as spend,
        sum(programme_cost) as programme_cost,
        sum(spend) + sum(programme_cost) as cost,
        sum(revenue) as revenue,
        sum(leads) as leads,
        sum(customers) as customers
    from periods
    group by is_now

)

select
    is_now,
    spend,
    programme_cost,
    cost,
    revenue,
    leads,
    customers,
    (revenue - cost) / nullif(cost, 0) * 100 as roi_percent,
    nullif(cost, 0) / nullif(customers, 0) as cac
from sums
order by is_now desc
