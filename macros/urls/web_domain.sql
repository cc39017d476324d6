{# Domain of a website as people type it, with or without scheme, path and `www.`. #}
{% macro web_domain(website) -%}
    nullif(
        regexp_extract(
            lower(trim({{ website }})), '^([a-z][a-z0-9+.-]*://)?([^/?#@]*@)?(www[.])?([^/?#:]+[.][^/?#:. ]+)', 4
        ), ''
    )
{%- endmacro %}
