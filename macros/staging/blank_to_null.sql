{# Text without spaces around it; nothing left is nothing given. #}
{% macro blank_to_null(text) -%}
    nullif(trim({{ text }}), '')
{%- endmacro %}
