-- Cost and revenue month by month, of these days. A month without either is there too; of one that is not whole, only
-- the days that are counted.
with

fct_channel_performance as (

    select * from marts.fct_channel_performance
    where
        attribution_model = $model
        and basis = $basis
        and date_day between $first_day and $last_day
        and ($segment_type <> 'channel' or channel = $segment)

),

months as (

    select
        calendar.month_start::date as month_start_date,
        greatest(month_start_date, $first_day::date) as first_counted_date,
        least(last_day(month_start_date), $last_day::date) as last_counted_date
    from
        generate_series(
            date_trunc('month', $first_day::date), $last_day::date, interval 1 month
        ) as calendar (month_start)

),

sums as (

    select
        date_trunc('month', date_day)::date as month_start_date,
        sum(spend) as spend,
        sum(programme_cost) as programme_cost,
        sum(revenue) as revenue
    from fct_channel_performance
    group by date_trunc('month', date_day)

)

select
    months.month_start_date,
    months.first_counted_date,
    months.last_counted_date,
    months.first_counted_date = months.month_start_date
    and months.last_counted_date = last_day(months.month_start_date) as is_whole,
    coalesce(sums.spend, 0) as spend,
    coalesce(sums.programme_cost, 0) as programme_cost,
    coalesce(sums.revenue, 0) as revenue,
    (sums.revenue - sums.spend - sums.programme_cost) / nullif(sums.spend + sums.programme_cost, 0) * 100 as roi_percent
from months
left join sums on months.month_start_date = sums.month_start_date
qualify bool_or(sums.spend + sums.programme_cost <> 0 or sums.revenue <> 0) over ()
order by months.month_start_date asc
