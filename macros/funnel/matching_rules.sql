{# Which rules hold for which row of `relation`, told apart by `keys`; `gives` names what a rule makes of it, for other
   rules than those of conversions. A rule holds when all its conditions do. Give it distinct combinations where rows
   are many: rules meet combinations, not events. #}
{% macro matching_rules(
    relation, keys, entity, text_fields, number_fields=[], rules=none, gives=['conversion_type']
) -%}
    select
        {%- for key in keys %}
        {{ relation }}.{{ key }},
        {%- endfor %}
        {%- for column in gives %}
        rules.{{ column }},
        {%- endfor %}
        rules.rule_id,
        rules.rule_version,
        rules.valid_from,
        rules.valid_to
    from {{ relation }}
    inner join {{ rules or ref('int_conversion_rules') }} as rules
        on
            rules.entity = '{{ entity }}'
            and case rules.field
                {%- for field in text_fields %}
                when '{{ field }}' then {{ rule_condition_holds(relation ~ '.' ~ field) }}
                {%- endfor %}
                {%- for field in number_fields %}
                when '{{ field }}' then {{ rule_condition_holds(relation ~ '.' ~ field, is_number=true) }}
                {%- endfor %}
                else false
            end
    group by all
    having count(*) = max(rules.conditions)
{%- endmacro %}
