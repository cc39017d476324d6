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

{# Whether a text cannot be read as a pattern. Where an engine cannot be asked, it says so itself when it meets one. #}
{% macro is_broken_pattern(pattern) -%}
    {{ return(adapter.dispatch('is_broken_pattern', 'closed_loop')(pattern)) }}
{%- endmacro %}

{% macro default__is_broken_pattern(pattern) -%}
    false
{%- endmacro %}

{% macro duckdb__is_broken_pattern(pattern) -%}
    {{ pattern }} is not null and try(regexp_matches('', {{ pattern }})) is null
{%- endmacro %}

{% macro matches_pattern(text, pattern) -%}
    {{ contains_pattern(text, "concat('^(', " ~ pattern ~ ", ')$')") }}
{%- endmacro %}
