{# Stops the statement with a sentence for the person who reads what failed. For a condition: a test counts rows, and what
   it only selects is never worked out. #}
{% macro stopped_with(sentence) -%}
    {{ return(adapter.dispatch('stopped_with', 'closed_loop')(sentence)) }}
{%- endmacro %}

{% macro default__stopped_with(sentence) -%}
    raise_error({{ sentence }})
{%- endmacro %}

{% macro duckdb__stopped_with(sentence) -%}
    error({{ sentence }})
{%- endmacro %}
