{# Columns by their names, and null for those that a relation does not tell. #}
{% macro told_columns(names, untold) -%}
    {%- for name in names -%}
        {{ 'null as ' if name in untold }}{{ name }}{{ ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
