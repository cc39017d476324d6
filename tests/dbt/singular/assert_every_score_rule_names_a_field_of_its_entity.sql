{# A rule on a field that its entity does not have, or with an operator that the field does not know, would silently
   never hold. #}
{% set texts = 'equals, in, starts_with, contains, like, matches, is_empty, is_given' %}
{% set numbers = 'equals, at_least, is_empty, is_given' %}
{% set fields = {
    'people': [
        (texts, 'source_system, kind, email_domain, country, title, lead_source, consent_email'),
        (numbers, 'score')
    ],
    'accounts': [(texts, 'industry, country'), (numbers, 'employees, annual_revenue')],
    'web_events': [(texts, 'event_name, form_id, page_path')],
    'sessions': [
        (texts, 'channel, source, medium, campaign, landing_page_path, country, device_category, is_engaged'),
        (numbers, 'page_views, events')
    ],
    'calls': [(texts, 'outcome, source'), (numbers, 'duration_seconds')],
    'campaign_responses': [(texts, 'status, type, channel, campaign')],
    'inactivity': [('at_least', 'days')],
} %}
{% set known = [] %}
{% for entity, kinds in fields.items() %}
{% for operators, names in kinds %}
{% for name in names.split(', ') %}
{% for operator in operators.split(', ') %}
{% do known.append("'" ~ entity ~ '.' ~ name ~ '.' ~ operator ~ "'") %}
{% endfor %}
{% endfor %}
{% endfor %}
{% endfor %}
select
    rule_id,
    version,
    entity,
    field,
    operator
from {{ ref('lead_score_rules') }}
where
    concat_ws('.', entity, field, operator) not in ({{ known | join(', ') }})
    or (operator = 'at_least' and try_cast(value as double) is null)
    or (operator not in ('is_empty', 'is_given') and value is null)
