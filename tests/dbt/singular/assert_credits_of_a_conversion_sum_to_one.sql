select
    attribution_model,
    conversion_id,
    sum(credit) as credit
from {{ ref('fct_attribution') }}
group by attribution_model, conversion_id
having sum(credit) <> 1
