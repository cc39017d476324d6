-- Models that share results without counting any twice, by their labels. What is made for some types of conversions
-- only would show the others as none; as long as nobody has converted, every model shares cost alike.
with

performance as (

    select distinct attribution_model from marts.fct_channel_performance

),

credits as (

    select
        attribution_model,
        any_value(attribution_model_label) as label,
        count(distinct conversion_type) as conversion_types
    from marts.attribution_overview
    group by attribution_model

)

select
    performance.attribution_model as choice,
    coalesce(credits.label, performance.attribution_model) as label
from performance
left join credits on performance.attribution_model = credits.attribution_model
qualify coalesce(credits.conversion_types, 0) = max(coalesce(credits.conversion_types, 0)) over ()
order by label asc, choice asc
