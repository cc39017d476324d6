-- The days there are figures for.
select
    min(date_day) as first_day,
    max(date_day) as last_day
from marts.fct_channel_performance
