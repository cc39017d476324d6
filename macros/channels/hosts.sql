{# Each name of `relation` with every domain it lies in: itself, then its last labels, so that lists of domains are met
   by joins on equality. Lists hold no domain of more labels than `longest_domain()`, which a test asserts. A name
   without a dot is no host and only itself. #}
{% macro host_domains(relation) -%}
    select
        name,
        name as domain,
        {{ longest_domain() + 1 }} as labels
    from {{ relation }}
    {%- for labels in range(2, longest_domain() + 1) %}

    union all

    select
        name,
        {{ last_labels('name', labels) }} as domain,
        {{ labels }} as labels
    from {{ relation }}
    where name like '{{ '%.' * labels }}%'
    {%- endfor %}
{%- endmacro %}

{% macro longest_domain() -%}
    {{ return(6) }}
{%- endmacro %}

{# The last labels of a host: `example.com` are two of www.example.com. #}
{% macro last_labels(host, labels) -%}
    regexp_extract({{ host }}, '[^.]+([.][^.]+){{ '{' ~ (labels - 1) ~ '}' }}$', 0)
{%- endmacro %}
