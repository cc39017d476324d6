{# Numbers from 1, in any order: an engine that needs none for its window is spared a sort. #}
{% macro any_numbers(column) -%}
    {{ return(adapter.dispatch('any_numbers', 'closed_loop')(column)) }}
{%- endmacro %}

{% macro default__any_numbers(column) -%}
    cast(row_number() over (order by {{ column }}) as bigint)
{%- endmacro %}

{% macro duckdb__any_numbers(column) -%}
    cast(row_number() over () as bigint)
{%- endmacro %}
