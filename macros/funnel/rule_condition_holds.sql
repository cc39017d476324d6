{# Whether one row of conversion_rules.csv holds for one field. `at_least` compares numbers, or funnel stages by
   their position. #}
{% macro rule_condition_holds(field, is_number=false) -%}
    case rules.operator
        {%- if is_number %}
        when 'equals' then {{ field }} = rules.value_number
        when 'at_least' then {{ field }} >= rules.value_number
        {%- else %}
        when 'equals' then {{ field }} = rules.value
        when 'in' then instr('|' || rules.value || '|', '|' || {{ field }} || '|') > 0
        when 'starts_with' then instr({{ field }}, rules.value) = 1
        when 'contains' then instr({{ field }}, rules.value) > 0
        when 'like' then {{ field }} like rules.value
        when 'matches' then {{ matches_pattern(field, 'rules.value') }}
        {%- endif %}
        when 'is_empty' then {{ field }} is null
        when 'is_given' then {{ field }} is not null
        else false
    end
{%- endmacro %}
