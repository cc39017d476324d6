-- Conversions with a touch of a channel, of all conversions of the type. One counts for each channel on its path.
select
    channel,
    attribution_model_label,
    touches,
    conversions,
    credit_share * 100 as influenced_percent,
    attributed_value_reporting
from marts.attribution_overview
where
    conversion_type = $conversion_type
    and not is_additive
order by conversions desc, channel asc, attribution_model_label asc
