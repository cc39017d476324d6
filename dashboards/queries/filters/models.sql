-- Models that share results without counting any twice, by their labels.
select
    attribution_model as choice,
    any_value(attribution_model_label) as label
from marts.attribution_overview
where is_additive
group by attribution_model
order by label asc, choice asc
