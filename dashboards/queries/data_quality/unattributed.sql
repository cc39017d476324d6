-- Of all conversions of a type, how many no touch leads to under a model: what marketing can say nothing about.
with

data_quality as (

    select * from marts.fct_data_quality
    where metric = 'unattributed_conversions' and value is not null

),

final as (

    select
        resource as conversion_type,
        reason as attribution_model,
        numerator as unattributed,
        denominator as conversions,
        100 * value as percent
    from data_quality

)

select * from final
order by conversion_type asc, attribution_model asc
