{# An amount as decimal(18, 2), half a cent rounded away from zero, written out because engines cast differently. #}
{% macro to_money(amount) -%}
    cast(round(cast({{ amount }} as decimal(38, 9)), 2) as decimal(18, 2))
{%- endmacro %}
