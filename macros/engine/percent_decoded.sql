{# Percent-escapes decoded as UTF-8. Text with a broken escape (`%ZZ`, a lone `%`, bytes that are no UTF-8, a NUL)
   stays as it is, whole: engines throw, return null or decode the rest, and a build must not hang on what a visitor
   typed. #}
{% macro percent_decoded(text) -%}
    {{ return(adapter.dispatch('percent_decoded', 'closed_loop')(text)) }}
{%- endmacro %}

{% macro default__percent_decoded(text) -%}
    case when instr({{ text }}, '%00') > 0 then {{ text }} else coalesce(try_url_decode({{ text }}), {{ text }}) end
{%- endmacro %}

{% macro duckdb__percent_decoded(text) -%}
    case
        when not contains({{ text }}, '%') or contains({{ text }}, '%00') then {{ text }}
        when regexp_matches({{ text }}, '%([^0-9A-Fa-f]|.[^0-9A-Fa-f]|.?$)') then {{ text }}
        else coalesce(try(url_decode({{ text }})), {{ text }})
    end
{%- endmacro %}

{% macro spark__percent_decoded(text) -%}
    case
        when instr({{ text }}, '%00') > 0 then {{ text }}
        else coalesce(try_url_decode(replace({{ text }}, '+', '%2B')), {{ text }})
    end
{%- endmacro %}
