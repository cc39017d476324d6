{# Microseconds since 1970 as a UTC timestamp. #}
{% macro micros_to_timestamp(micros) -%}
    {{ return(adapter.dispatch('micros_to_timestamp', 'closed_loop')(micros)) }}
{%- endmacro %}

{% macro default__micros_to_timestamp(micros) -%}
    timestamp_micros({{ micros }})
{%- endmacro %}

{% macro duckdb__micros_to_timestamp(micros) -%}
    make_timestamp(cast({{ micros }} as bigint))
{%- endmacro %}
