{# A rule on a field that its entity does not have would silently never hold. #}
{% set fields = {
    'web_events': ['event_name', 'form_id', 'page_path'],
    'people': ['source_system', 'kind', 'status', 'lead_source', 'score', 'funnel_stage'],
    'opportunities': [
        'source_system', 'opportunity_source_id', 'stage', 'lead_source', 'is_won', 'is_closed', 'amount', 'funnel_stage'
    ],
    'orders': ['source_system', 'order_type', 'sales_channel', 'amount'],
    'conversions': ['conversion_type'],
} %}
select
    rule_id,
    version,
    entity,
    field
from {{ ref('conversion_rules') }}
where
    case entity
        {%- for entity, names in fields.items() %}
        when '{{ entity }}' then field not in ('{{ names | join("', '") }}')
        {%- endfor %}
        else true
    end
