with

attributed as (

    select
        attribution_model,
        conversion_id,
        sum(attributed_value) as attributed_value,
        sum(attributed_value_reporting) as attributed_value_reporting
    from {{ ref('fct_attribution') }}
    where is_additive
    group by attribution_model, conversion_id

)

select
    attributed.*,
    conversions.value,
    conversions.value_reporting
from attributed
inner join {{ ref('fct_conversions') }} as conversions on attributed.conversion_id = conversions.conversion_id
where
    attributed.attributed_value is distinct from conversions.value
    or attributed.attributed_value_reporting is distinct from conversions.value_reporting
