{# A model that names types of conversion is for those alone. #}
select
    conversions.conversion_id,
    models.attribution_model
from {{ ref('fct_conversions') }} as conversions
inner join {{ ref('attribution_models') }} as models on {{ model_is_for('conversions.conversion_type') }}
left join {{ ref('fct_attribution') }} as attribution
    on
        conversions.conversion_id = attribution.conversion_id
        and models.attribution_model = attribution.attribution_model
where attribution.attribution_id is null
