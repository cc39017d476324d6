{# A campaign tag GA4 tells, of the tags it collected or else of the event's parameters. What GA4 itself could not tell
   it writes in round brackets, (direct), (not set), (none): no tag. #}
{% macro ga4_tag(collected, parameter='null') -%}
    {%- set tag = 'case when has_collected_tags then ' ~ collected ~ ' else ' ~ parameter ~ ' end' -%}
    case
            when not has_tags then null
            when {{ tag }} not like '(%)' then {{ clean_tag(tag) }}
        end
{%- endmacro %}
