{# Millionths of a currency unit as decimal(18, 6): multiplied, because dividing goes through a double. #}
{% macro micros_to_money(micros) -%}
    cast(cast({{ micros }} as decimal(18, 0)) * cast(0.000001 as decimal(6, 6)) as decimal(18, 6))
{%- endmacro %}
