-- Targets of a month for everything, and any that are at risk or missed, as shares of what is to be reached. A period
-- that ended on the last whole day is there until the next has one.
with

fct_kpi_pacing as (

    select * from marts.fct_kpi_pacing
    where
        days_elapsed > 0
        and period_end >= through_date
        and target <> 0
        and actual is not null
        and ((segment_type = 'all' and period_grain = 'month') or status in ('at_risk', 'behind', 'missed'))

)

select
    metric,
    segment_type,
    segment,
    period_grain,
    period_end,
    unit,
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
    projection_low / target * 100 as projection_low_percent,
    projection_high / target * 100 as projection_high_percent
from fct_kpi_pacing
order by segment_type <> 'all' asc, metric <> 'revenue' asc, metric asc, segment asc, period_end asc
