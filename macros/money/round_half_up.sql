{# Half a cent goes away from zero. Exact decimals only: a double holds 1.005 as 1.00499…, and would lose the cent. #}
{% macro round_half_up(amount, digits=2) -%}
    cast(round({{ amount }}, {{ digits }}) as decimal(18, {{ digits }}))
{%- endmacro %}
