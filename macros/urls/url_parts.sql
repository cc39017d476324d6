{# Parts of a web address as written: host lower case without port, user and the dot of the root, path `/` at least,
   query without `?`. #}
{% macro url_host(url) -%}
    lower(nullif(regexp_extract({{ url }}, '^[A-Za-z][A-Za-z0-9+.-]*://{{ host_pattern() }}', 2), ''))
{%- endmacro %}

{# A host that a system gives apart, as `url_host` reads it from an address: some give the port along, or an address. #}
{% macro given_host(host) -%}
    lower(nullif(regexp_extract(trim({{ host }}), '^([A-Za-z][A-Za-z0-9+.-]*://)?{{ host_pattern() }}', 3), ''))
{%- endmacro %}

{# A user up to the last `@`, then the host. Two colons are an IPv6 address with its brackets, which no engine writes in
   a pattern as another does: any sign stands for them. #}
{% macro host_pattern() -%}
    {{ return('([^/?#]*@)?([^/?#][0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f.:]*[^/?#]|[^/?#:]*[^/?#:.])') }}
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
