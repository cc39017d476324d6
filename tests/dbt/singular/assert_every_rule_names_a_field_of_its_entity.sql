{# A rule on a field that its entity does not have would silently never hold. #}
{% set text_fields = {
    'web_events': 'event_name, form_id, page_path',
    'people': 'source_system, kind, status, lead_source, score, funnel_stage',
    'opportunities': 'source_system, opportunity_source_id, stage, lead_source, is_won, is_closed, amount, funnel_stage',
    'orders': 'source_system, order_type, sales_channel, amount',
    'conversions': 'conversion_type',
} %}
with

rules as (

    select * from {{ ref('conversion_rules') }}

),

known_fields as (

    {% for entity, fields in text_fields.items() -%}
    {% set outer_loop = loop -%}
    {% for field in fields.split(', ') -%}
    select
        '{{ entity }}' as entity,
        '{{ field }}' as field
    {% if not (loop.last and outer_loop.last) %}union all{% endif %}
    {% endfor -%}
    {% endfor %}
)

select
    rules.rule_id,
    rules.version,
    rules.entity,
    rules.field
from rules
left join known_fields on rules.entity = known_fields.entity and rules.field = known_fields.field
where known_fields.field is null
