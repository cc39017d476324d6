{# A day as a whole number, 1970-01-01 being 0. #}
{% macro day_number(day) -%}
    {{ return(adapter.dispatch('day_number', 'closed_loop')(day)) }}
{%- endmacro %}

{% macro default__day_number(day) -%}
    unix_date({{ day }})
{%- endmacro %}

{% macro duckdb__day_number(day) -%}
    date_diff('day', cast('1970-01-01' as date), {{ day }})
{%- endmacro %}
