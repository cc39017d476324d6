-- What marketing cost and brought in these days, and in as many days before. Of the days before, what ads or programmes
-- cost and what marketing brought count only where all of them come after its first figure: a system may be younger.
with

fct_channel_performance as (

    select * from marts.fct_channel_performance
    where
        attribution_model = $model
        and basis = $basis
        and ($segment_type <> 'channel' or channel = $segment)

),

first_days as (

    select
        min(date_day) filter (where spend <> 0) as first_spend_day,
        min(date_day) filter (where programme_cost <> 0) as first_programme_day,
        coalesce(first_spend_day, first_programme_day) as first_cost_day,  -- programmes come now and then
        min(date_day) filter (where revenue <> 0 or leads <> 0 or customers <> 0) as first_result_day
    from marts.fct_channel_performance

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
        or date_day between $first_day_before and $last_day_before

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

),

known as (

    select
        sums.is_now,
        case when sums.is_now or $first_day_before >= first_days.first_spend_day then sums.spend end as spend,
        case when sums.is_now or $first_day_before >= first_days.first_programme_day then sums.programme_cost end
            as programme_cost,
        case when sums.is_now or $first_day_before >= first_days.first_cost_day then sums.cost end as cost,
        case when sums.is_now or $first_day_before >= first_days.first_result_day then sums.revenue end as revenue,
        case when sums.is_now or $first_day_before >= first_days.first_result_day then sums.leads end as leads,
        case when sums.is_now or $first_day_before >= first_days.first_result_day then sums.customers end as customers
    from sums
    cross join first_days

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
from known
order by is_now desc
