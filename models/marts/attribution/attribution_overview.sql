{# What every model says of every channel. The interval is what drawing the conversions anew would give (the limit of
   the bootstrap): the sum of n draws of x has the variance sum(x^2) - sum(x)^2 / n. #}
with

models as (

    select * from {{ ref('int_attribution_models') }}

),

attribution as (

    select * from {{ ref('fct_attribution') }}

),

conversions as (

    select * from {{ ref('fct_conversions') }}

),

{# A conversion counts once in a channel, however many of its touches are there; a refund only takes money back. #}
by_conversion as (

    select
        attribution.attribution_model,
        attribution.conversion_type,
        attribution.channel,
        attribution.conversion_id,
        conversions.is_refund,
        case when conversions.is_refund then 0 else count(attribution.touchpoint_id) end as touches,
        case when conversions.is_refund then 0 else least(sum(attribution.credit), 1) end as credit,
        case
            when bool_and(attribution.is_additive) then sum(attribution.attributed_value_reporting)
            else max(attribution.attributed_value_reporting)
        end as attributed_value_reporting
    from attribution
    inner join conversions on attribution.conversion_id = conversions.conversion_id
    group by
        attribution.attribution_model,
        attribution.conversion_type,
        attribution.channel,
        attribution.conversion_id,
        conversions.is_refund

),

totals as (

    select
        attribution_model,
        conversion_type,
        count(distinct case when not is_refund then conversion_id end) as conversions
    from by_conversion
    group by attribution_model, conversion_type

),

by_channel as (

    select
        attribution_model,
        conversion_type,
        channel,
        sum(touches) as touches,
        sum(case when is_refund then 0 else 1 end) as conversions,
        sum(credit) as credit,
        sum(cast(credit as decimal(18, 12)) * cast(credit as decimal(18, 12))) as squared_credit,
        sum(attributed_value_reporting) as attributed_value_reporting
    from by_conversion
    group by attribution_model, conversion_type, channel

),

spread as (

    select
        by_channel.*,
        totals.conversions as all_conversions,
        1.959963984540054 * sqrt(greatest(
            cast(by_channel.squared_credit as double)
            - cast(by_channel.credit as double) * cast(by_channel.credit as double) / greatest(totals.conversions, 1),
            0
        )) as margin
    from by_channel
    inner join totals
        on
            by_channel.attribution_model = totals.attribution_model
            and by_channel.conversion_type = totals.conversion_type

),

final as (

    select
        spread.attribution_model,
        models.label as attribution_model_label,
        models.is_additive,
        spread.conversion_type,
        spread.channel,
        cast(spread.touches as bigint) as touches,
        cast(spread.conversions as bigint) as conversions,
        cast(spread.credit as decimal(24, 12)) as credit,
        cast(greatest(cast(spread.credit as double) - spread.margin, 0) as decimal(24, 6)) as credit_low,
        cast(least(cast(spread.credit as double) + spread.margin, spread.all_conversions) as decimal(24, 6))
            as credit_high,
        cast(cast(spread.credit as double) / greatest(spread.all_conversions, 1) as decimal(9, 6)) as credit_share,
        cast(spread.attributed_value_reporting as decimal(18, 2)) as attributed_value_reporting
    from spread
    inner join models on spread.attribution_model = models.attribution_model

)

select * from final
