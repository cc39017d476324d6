{# What the models that learn have learned: what a channel weighs, and how far other paths of the same kind might move
   it. The interval of attribution_overview holds these weights fixed, and draws the conversions anew. #}
with

models as (

    select * from {{ ref('int_attribution_models') }}

),

weights as (

    select * from {{ ref('int_data_driven_weights') }}

),

final as (

    select
        weights.attribution_model,
        models.label as attribution_model_label,
        weights.conversion_type,
        weights.channel,
        weights.position,
        cast(weights.weight as decimal(18, 6)) as weight,
        cast(weights.weight_low as decimal(18, 6)) as weight_low,
        cast(weights.weight_high as decimal(18, 6)) as weight_high,
        cast(
            weights.weight
            / nullif(sum(weights.weight) over (partition by weights.attribution_model, weights.conversion_type), 0)
            as decimal(9, 6)
        ) as weight_share
    from weights
    inner join models on weights.attribution_model = models.attribution_model

)

select * from final
