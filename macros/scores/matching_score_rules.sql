{# matching_rules by the rules of lead scores. #}
{% macro matching_score_rules(relation, keys, entity, text_fields, number_fields=[]) -%}
    {{ matching_rules(
        relation, keys, entity, text_fields, number_fields,
        rules=ref('int_lead_score_rules'), gives=['rule_group', 'points', 'half_life_days', 'cap']
    ) }}
{%- endmacro %}
