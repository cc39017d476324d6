{# Whether a pattern (RE2, which Java shares but for look-around) is found in a text; anchor it to match the whole. #}
{% macro contains_pattern(text, pattern) -%}
    {{ return(adapter.dispatch('contains_pattern', 'closed_loop')(text, pattern)) }}
{%- endmacro %}

{% macro default__contains_pattern(text, pattern) -%}
    {{ text }} rlike {{ pattern }}
{%- endmacro %}

{% macro duckdb__contains_pattern(text, pattern) -%}
    regexp_matches({{ text }}, {{ pattern }})
{%- endmacro %}

{% macro matches_pattern(text, pattern) -%}
    {{ contains_pattern(text, "concat('^(', " ~ pattern ~ ", ')$')") }}
{%- endmacro %}
