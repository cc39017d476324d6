-- Targets whose period is running, as shares of the target: reached, expected by now, and where it is going.
with

fct_kpi_pacing as (

    select * from marts.fct_kpi_pacing
    where
        days_elapsed > 0
        and days_left > 0
        and target <> 0
        and actual is not null

)

select
    metric,
    segment_type,
    segment,
    period_grain,
    period_end,
    target_is,
    status,
    target,
    actual,
    expected_to_date,
    projection,
    projection_low,
    projection_high,
    actual / target * 100 as actual_percent,
    expected_to_date / target * 100 as expected_percent,
    projection / target * 100 as projection_percent,
    projection_low / target * 100 as low_percent,
    projection_high / target * 100 as high_percent
from fct_kpi_pacing
order by
    period_end asc, days_elapsed asc, segment_type <> 'all' asc, metric asc, segment_type asc, segment asc
