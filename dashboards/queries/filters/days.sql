-- The days there are figures for, up to the last that was over when the marts were built: a part of a day compares with
-- no whole one, and what is dated ahead is yet to come. Before any is over, all count.
select
    min(performance.date_day) as first_day,
    coalesce(
        max(performance.date_day) filter (where dim_dates.is_over),
        max(performance.date_day)
    ) as last_day
from marts.fct_channel_performance as performance
left join marts.dim_dates on performance.date_day = dim_dates.date_day
