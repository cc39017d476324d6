{# First value of a parameter of a query string, decoded, trimmed, at most 1,000 characters; blank is null.
   Names match in any case, and after `&amp;`, which mail tools leave in links. #}
{% macro query_parameter(query, name) -%}
    {%- set value = "regexp_extract(" ~ query ~ ", '(?i)(^|&(amp;)?)" ~ name ~ "=([^&]*)', 3)" -%}
    nullif(left(trim({{ percent_decoded("replace(" ~ value ~ ", '+', ' ')") }}), 1000), '')
{%- endmacro %}
