{# All that meets a rule, before each type counts it once per what it counts. What a kind of candidate does not tell is
   null. #}
{% set names = [
    'conversion_type', 'rule_id', 'rule_version', 'source_system', 'record_source_id', 'event_name', 'session_id',
    'person_id', 'account_id', 'opportunity_id', 'order_id', 'value', 'currency_code', 'converted_at',
    'placed_at',
] %}
{% set candidates_of = {
    'int_web_conversions': ['account_id', 'opportunity_id', 'order_id', 'placed_at'],
    'int_person_conversions': [
        'event_name', 'session_id', 'account_id', 'opportunity_id', 'order_id', 'value', 'currency_code', 'placed_at',
    ],
    'int_response_conversions': [
        'session_id', 'account_id', 'opportunity_id', 'order_id', 'value', 'currency_code', 'placed_at',
    ],
    'int_deal_conversions': ['event_name', 'session_id', 'order_id', 'placed_at'],
    'int_order_conversions': ['event_name', 'session_id', 'opportunity_id'],
    'int_score_conversions': [
        'source_system', 'event_name', 'session_id', 'account_id', 'opportunity_id', 'order_id', 'value',
        'currency_code', 'placed_at',
    ],
} %}
with

candidates as (

    {% for relation, untold in candidates_of.items() -%}
    select
        {{ told_columns(names, untold) }}
    from {{ ref(relation) }}
    {%- if not loop.last %}

    union all

    {% endif -%}
    {% endfor %}

)

select * from candidates
