{# A UTC timestamp as microseconds since 1970. #}
{% macro epoch_micros(moment) -%}
    {{ return(adapter.dispatch('epoch_micros', 'closed_loop')(moment)) }}
{%- endmacro %}

{% macro default__epoch_micros(moment) -%}
    unix_micros({{ moment }})
{%- endmacro %}

{% macro duckdb__epoch_micros(moment) -%}
    epoch_us({{ moment }})
{%- endmacro %}
