{# Stops the statement with a sentence for the person who reads what failed. #}
{% macro stopped_with(sentence) -%}
    {{ return(adapter.dispatch('stopped_with', 'closed_loop')(sentence)) }}
{%- endmacro %}

{% macro default__stopped_with(sentence) -%}
    raise_error({{ sentence }})
{%- endmacro %}

{% macro duckdb__stopped_with(sentence) -%}
    error({{ sentence }})
{%- endmacro %}
