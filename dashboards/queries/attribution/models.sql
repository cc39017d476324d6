-- What every model gives each channel of a type of conversion; models that count one more than once are left out.
with

attribution_overview as (

    select * from marts.attribution_overview
    where
        conversion_type = $conversion_type
        and is_additive

)

select
    channel,
    attribution_model,
    attribution_model_label,
    credit,
    credit_low,
    credit_high,
    credit_share * 100 as credit_share_percent,
    attributed_value_reporting
from attribution_overview
order by channel asc, attribution_model asc
