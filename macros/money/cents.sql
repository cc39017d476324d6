{# Money as whole cents, and whole units back as money: sharing is exact in whole numbers only. #}
{% macro cents(amount) -%}
    cast({{ amount }} * 100 as bigint)
{%- endmacro %}

{% macro from_units(units, digits=2) -%}
    cast(cast({{ units }} as decimal(18, 0)) * cast(1e-{{ digits }} as decimal({{ digits + 1 }}, {{ digits }})) as decimal(18, {{ digits }}))
{%- endmacro %}
