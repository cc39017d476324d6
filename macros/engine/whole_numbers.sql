{# In a select list: a row for each whole number from 0 up to, and without, a limit of at least 1. #}
{% macro whole_numbers_below(limit) -%}
    {{ return(adapter.dispatch('whole_numbers_below', 'closed_loop')(limit)) }}
{%- endmacro %}

{% macro default__whole_numbers_below(limit) -%}
    explode(sequence(0, {{ limit }} - 1))
{%- endmacro %}

{% macro duckdb__whole_numbers_below(limit) -%}
    unnest(range(0, {{ limit }}))
{%- endmacro %}
