{# Parts of a web address as written: host lower case without port and user, path `/` at least, query without `?`. #}
{% macro url_host(url) -%}
    lower(nullif(regexp_extract({{ url }}, '^[A-Za-z][A-Za-z0-9+.-]*://([^/?#@]*@)?([^/?#:]+)', 2), ''))
{%- endmacro %}

{# A host that a system gives apart, as `url_host` reads it from an address: some give the port along, or an address. #}
{% macro given_host(host) -%}
    lower(nullif(regexp_extract(trim({{ host }}), '^([A-Za-z][A-Za-z0-9+.-]*://)?([^/?#@]*@)?([^/?#:]+)', 3), ''))
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
    nullif(regexp_extract({{ url }}, '^[^?#]*[?]([^#]*)', 1), '')
{%- endmacro %}
