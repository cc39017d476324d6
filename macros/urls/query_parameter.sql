{# First value of a parameter of a query string, as written: names match in any case, and after `&amp;`, which mail tools
   leave in links. Few addresses have many of the parameters one looks for, so a pattern meets only those that do. #}
{% macro query_parameter(query, name) -%}
    case
            when contains(lower({{ query }}), '{{ name }}=')
                then regexp_extract({{ query }}, '(?i)(^|&(amp;)?){{ name }}=([^&]*)', 3)
        end
{%- endmacro %}

{# A parameter's value decoded, trimmed, at most 1,000 characters; blank is null. #}
{% macro decoded_parameter(value) -%}
    nullif(left(trim({{ percent_decoded("replace(" ~ value ~ ", '+', ' ')") }}), 1000), '')
{%- endmacro %}
