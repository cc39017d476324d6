{# In every model whose credits may be summed; the others say so in is_additive. #}
select
    attribution_model,
    conversion_id,
    sum(credit) as credit
from {{ ref('fct_attribution') }}
where is_additive
group by attribution_model, conversion_id
having sum(credit) <> 1
