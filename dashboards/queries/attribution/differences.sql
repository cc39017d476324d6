-- How far models differ on a channel: what the least and the most generous give it, and what the chosen one does.
with

attribution_overview as (

    select * from marts.attribution_overview
    where
        conversion_type = $conversion_type
        and is_additive

),

models as (

    select distinct
        attribution_model,
        attribution_model_label
    from attribution_overview

),

channels as (

    select distinct channel from attribution_overview

),

credits as (  -- a channel that a model gives nothing has no row there

    select
        channels.channel,
        models.attribution_model,
        models.attribution_model_label,
        coalesce(attribution_overview.credit, 0) as credit,
        coalesce(attribution_overview.credit_share, 0) as credit_share
    from channels
    cross join models
    left join attribution_overview
        on
            channels.channel = attribution_overview.channel
            and models.attribution_model = attribution_overview.attribution_model

)

select
    channel,
    max(credit) filter (where attribution_model = $model) as credit,
    min(credit) as credit_least,
    arg_min(attribution_model_label, (credit, attribution_model)) as least_by,
    max(credit) as credit_most,
    arg_max(attribution_model_label, (credit, attribution_model)) as most_by,
    max(credit) - min(credit) as credit_spread,
    (max(credit_share) - min(credit_share)) * 100 as spread_percent_points
from credits
group by channel
order by credit_spread desc, channel asc
