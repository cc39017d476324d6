{# What tells one origin of traffic from another. `origin` is `web` where a tool saw it, `declared` where somebody
   said it. Rules meet distinct combinations of these, never single events. #}
{% macro traffic_columns() -%}
    {{ return([
        'origin', 'utm_source', 'utm_medium', 'utm_campaign', 'utm_id', 'click_id_type', 'referrer_host', 'page_host'
    ]) }}
{%- endmacro %}

{% macro traffic_key() -%}
    md5(concat_ws(
        '|'
        {%- for column in traffic_columns() %},
        coalesce({{ column }}, '')
        {%- endfor %}
    ))
{%- endmacro %}

{# The tag, or null where a tool wrote that it has none. #}
{% macro told_tag(tag) -%}
    case
        when {{ tag }} in (
            '', 'null', 'undefined', 'nan', 'none', 'n/a', '(not set)', '(none)', '(direct)', '(organic)', '(referral)',
            '(not provided)', '(data not available)'
        ) then null
        else {{ tag }}
    end
{%- endmacro %}

{# Whether `host` is `domain` or a subdomain of it. #}
{% macro host_is_within(host, domain) -%}
    ({{ host }} = {{ domain }} or right({{ host }}, length({{ domain }}) + 1) = concat('.', {{ domain }}))
{%- endmacro %}

{% macro without_www(host) -%}
    case when left({{ host }}, 4) = 'www.' then substr({{ host }}, 5) else {{ host }} end
{%- endmacro %}
