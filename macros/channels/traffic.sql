{# What tells one origin of traffic from another. `origin` is `web` where a tool saw it, `declared` where somebody
   said it. Rules meet distinct combinations of these, never single events. #}
{% macro traffic_columns() -%}
    {{ return([
        'origin', 'utm_source', 'utm_medium', 'utm_campaign', 'utm_id', 'click_id_type', 'referrer_host', 'page_host'
    ]) }}
{%- endmacro %}

{# Nothing told and an empty text are one. #}
{% macro traffic_key() -%}
    {%- set told = [] -%}
    {%- for column in traffic_columns() -%}
        {%- do told.append("coalesce(" ~ column ~ ", '')") -%}
    {%- endfor -%}
    {{ row_hash(told) }}
{%- endmacro %}

{# A tag as people meant it: decoded once more where a tool encoded it twice, without the signs nobody sees that come
   along when a link is copied (zero width, direction, byte order). Read once for each combination, not for each event. #}
{% macro read_tag(tag) -%}
    {%- set is_odd = contains_pattern(tag, "'[^ -$&-~]'") -%}
    {%- set read = percent_decoded("translate(" ~ tag ~ ", '" ~ unseen_signs() ~ "', '')") -%}
    {{ clean_tag("case when " ~ is_odd ~ " then " ~ read ~ " else " ~ tag ~ " end") }}
{%- endmacro %}

{% macro unseen_signs() -%}
    {{ return('\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff\u00ad') }}
{%- endmacro %}

{# The tag, or null where a tool wrote that it has none. #}
{% macro told_tag(tag) -%}
    case
        when {{ tag }} in ({{ words_for_nothing() }}) then null
        else {{ tag }}
    end
{%- endmacro %}

{% macro words_for_nothing() -%}
    '', 'null', 'undefined', 'nan', 'none', 'n/a', '(not set)', '(none)', '(direct)', '(organic)', '(referral)',
            '(ai-assistant)', '(not provided)', '(data not available)'
{%- endmacro %}
