{# A campaign tag as it is compared everywhere: trimmed, lower case, at most 1,000 characters; blank is null. #}
{% macro clean_tag(tag) -%}
    nullif(left(lower(trim({{ tag }})), 1000), '')
{%- endmacro %}
