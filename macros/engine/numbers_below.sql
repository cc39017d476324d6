{# A row for each whole number from 0 on that is below `number_of_rows`; as a column of a select. #}
{% macro numbers_below(number_of_rows) -%}
    {{ return(adapter.dispatch('numbers_below', 'closed_loop')(number_of_rows)) }}
{%- endmacro %}

{% macro default__numbers_below(number_of_rows) -%}
    explode(sequence(0, {{ number_of_rows }} - 1))
{%- endmacro %}

{% macro duckdb__numbers_below(number_of_rows) -%}
    unnest(range({{ number_of_rows }}))
{%- endmacro %}
