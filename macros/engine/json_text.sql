{# A text or number of a JSON object by its key, as text; null where there is none, or no JSON. Nearly no text has the
   key: only those that do are read as JSON. #}
{% macro json_text(text, key) -%}
    {{ return(adapter.dispatch('json_text', 'closed_loop')(text, key)) }}
{%- endmacro %}

{% macro default__json_text(text, key) -%}
    case when instr({{ text }}, '"{{ key }}"') > 0 then get_json_object({{ text }}, '$.{{ key }}') end
{%- endmacro %}

{% macro duckdb__json_text(text, key) -%}
    case when contains({{ text }}, '"{{ key }}"') then try(json_extract_string({{ text }}, '$.{{ key }}')) end
{%- endmacro %}
