{# A 64-bit hash of a text as a whole number: narrow enough to sort and join millions of rows by. Never stored in a
   mart, and never the only thing that tells two rows apart: engines and versions hash differently. #}
{% macro hash64(text) -%}
    {{ return(adapter.dispatch('hash64', 'closed_loop')(text)) }}
{%- endmacro %}

{% macro default__hash64(text) -%}
    xxhash64({{ text }})
{%- endmacro %}

{% macro duckdb__hash64(text) -%}
    hash({{ text }})
{%- endmacro %}
