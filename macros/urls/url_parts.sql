{# Parts of a web address as written: host lower case without port and user, path `/` at least, query without `?`. #}
{% macro url_host(url) -%}
    lower(nullif(regexp_extract({{ url }}, '^[A-Za-z][A-Za-z0-9+.-]*://([^/?#@]*@)?([^/?#:]+)', 2), ''))
{%- endmacro %}

{% macro url_path(url) -%}
    case
        when {{ url }} is null then null
        else coalesce(
            nullif(regexp_extract({{ url }}, '^([A-Za-z][A-Za-z0-9+.-]*://[^/?#]*)?([^?#]*)', 2), ''), '/'
        )
    end
{%- endmacro %}

{% macro url_query(url) -%}
    nullif(regexp_extract({{ url }}, '[?]([^#]*)', 1), '')
{%- endmacro %}
