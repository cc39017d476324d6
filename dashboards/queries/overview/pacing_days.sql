-- A target for a sum that is running or has just ended, day by day: that for the month's revenue, where there is one.
with

fct_kpi_pacing as (

    select * from marts.fct_kpi_pacing
    where
        actual is not null
        and days_elapsed > 0
        and period_end >= through_date
        and segment_type = 'all'

),

fct_kpi_days as (

    select * from marts.fct_kpi_days
    where is_in_period

),

targets as (

    select pacing.*
    from fct_kpi_pacing as pacing
    where
        not exists (
            select 1 from fct_kpi_days as days
            where
                days.kpi_target_id = pacing.kpi_target_id
                and days.denominator is not null
        )
    order by
        pacing.metric <> 'revenue' asc,
        pacing.period_grain <> 'month' asc,
        pacing.metric asc,
        pacing.period_end asc
    limit 1

),

days as (

    select
        targets.metric,
        targets.unit,
        targets.target,
        targets.period_start,
        targets.period_end,
        targets.through_date,
        targets.projection,
        targets.projection_low,
        targets.projection_high,
        calendar.date_day::date as date_day
    from targets
    cross join generate_series(targets.period_start, targets.through_date, interval 1 day) as calendar (date_day)

)

select
    days.date_day,
    days.metric,
    days.unit,
    days.target,
    days.period_start,
    days.period_end,
    days.projection,
    days.projection_low,
    days.projection_high,
    sum(coalesce(fct_kpi_days.numerator, 0)) over (order by days.date_day asc) as so_far
from days
cross join targets
left join fct_kpi_days
    on
        targets.kpi_target_id = fct_kpi_days.kpi_target_id
        and days.date_day = fct_kpi_days.date_day
order by days.date_day asc
