-- The chosen model's credit of each channel, with the interval that drawing the conversions anew would give.
select
    channel,
    attribution_model_label,
    touches,
    conversions,
    credit,
    credit_low,
    credit_high,
    credit_share * 100 as credit_share_percent,
    attributed_value_reporting
from marts.attribution_overview
where
    conversion_type = $conversion_type
    and attribution_model = $model
order by credit desc, channel asc
