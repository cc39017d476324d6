-- Where on converting paths the touches of each channel stand.
select
    channel,
    place,
    touches,
    conversions,
    days_before_conversion,
    sum(touches) over (partition by channel) as touches_of_channel
from marts.fct_touch_positions
where conversion_type = $conversion_type
order by touches_of_channel desc, channel asc, place asc
