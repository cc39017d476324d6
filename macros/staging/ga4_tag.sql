{# A campaign tag GA4 tells. What GA4 itself could not tell it writes in round brackets, (direct), (not set), (none):
   no tag. #}
{% macro ga4_tag(tag) -%}
    case when {{ tag }} not like '(%)' then {{ clean_tag(tag) }} end
{%- endmacro %}
