{# The session rules of dbt_project.yml, as a text that changes with them. #}
{% macro session_rules() %}
    {{ return([
        var('session_timeout_minutes'), var('new_campaign_starts_session'), var('session_strategy') | tojson
    ] | join('|')) }}
{% endmacro %}

{# What tells campaigns apart, where they start sessions. #}
{% macro campaign_rules() %}
    {%- if var('new_campaign_starts_session') -%}
        {{ return(contents_of({'excluded_referrers': ['host'], 'shared_suffixes': ['suffix']})) }}
    {%- endif -%}
    {{ return('') }}
{% endmacro %}

{# Systems whose own session ids decide. #}
{% macro systems_with_own_sessions() %}
    {%- set systems = [] -%}
    {%- for system, strategy in var('session_strategy').items() -%}
        {%- if strategy not in ('gap', 'source') -%}
            {{ exceptions.raise_compiler_error(
                "session_strategy of " ~ system ~ " is '" ~ strategy ~ "': write gap or source in dbt_project.yml."
            ) }}
        {%- elif strategy == 'source' -%}
            {%- do systems.append(system) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(systems) }}
{% endmacro %}

{% macro session_timeout_micros() -%}
    cast({{ var('session_timeout_minutes') }} as bigint) * 60000000
{%- endmacro %}

{# Engaged, as Google Analytics has it: so many seconds (of attention where a tool measures it, else between first and
   last event), or so many page views, or an event that converts. #}
{% macro is_engaged(relation) -%}
    (
            {{ relation }}.has_conversion
            or {{ relation }}.page_views >= {{ var('engaged_page_views') }}
            or coalesce({{ relation }}.engagement_ms, ({{ relation }}.end_micros - {{ relation }}.start_micros) / 1000)
            >= {{ var('engaged_seconds') }} * 1000
        )
{%- endmacro %}

{# A session's id: its visitor and the moment of its first event. Only where a rule lets a visitor have two sessions
   of one moment are they told apart by more. #}
{% macro session_id(visitors, sessions) -%}
    md5(concat(
            {{ visitors }}.source_system, '|', {{ visitors }}.anonymous_id, '|', {{ sessions }}.start_micros
            {%- if systems_with_own_sessions() or var('new_campaign_starts_session') %},
            case
                when {{ session_of_moment(sessions) }} > 1 then concat('|', {{ session_of_moment(sessions) }})
                else ''
            end
            {%- endif %}
        ))
{%- endmacro %}

{% macro session_of_moment(sessions) -%}
    row_number() over (
        partition by {{ sessions }}.visitor_key, {{ sessions }}.start_micros
        order by {{ sessions }}.session_number
    )
{%- endmacro %}
