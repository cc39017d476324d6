{# Keys of int_session_lookups: who bears an identifier, what a combination of traffic stands for, and which campaign
   was clicked. #}
{% macro identifier_lookup(identifier_key) -%}
    {{ row_hash(["'identifier'", identifier_key]) }}
{%- endmacro %}

{% macro traffic_lookup(traffic_key) -%}
    {{ row_hash(["'traffic'", traffic_key]) }}
{%- endmacro %}

{% macro click_lookup(click_id) -%}
    {{ row_hash(["'click'", click_id]) }}
{%- endmacro %}

{# The state of int_sessions: that of a table that follows the visitors of int_events, and how much of
   int_session_lookups it has seen (`lookups_since`, `lookups_number`). Made whole when a table it reads was, or when a
   visit that says nothing stands for something else: most sessions are such. #}
{% macro looking_up_state() %}
    {#- dbt reads the project as if all were made whole: what only increments read is told here. -#}
    {%- set increments_read = [ref('int_visitors'), ref('int_session_logins')] -%}
    {%- set lookups = ref('int_session_lookups') -%}
    {%- set read = ['int_session_activity', 'int_session_origins', 'int_event_sources'] -%}
    {%- set state = following_state(content_of_nothing_told(lookups), read, apart=['int_session_lookups']) -%}
    {%- do state.update({
        'lookups_since': 0 if state.is_whole else newest_lookups(this), 'lookups_number': state.numbers[lookups.name]
    }) -%}
    {{ return(state) }}
{% endmacro %}

{% macro content_of_nothing_told(lookups) %}
    {%- if not execute or not load_relation(lookups) -%}
        {{ return('') }}
    {%- endif -%}
    {%- set found = run_query(
        "select content from " ~ lookups ~ " where lookup_key in (select " ~ traffic_lookup('traffic_key')
        ~ " from (" ~ nothing_told() ~ ") as nothing_told)"
    ).rows -%}
    {{ return(found[0][0] if found else '') }}
{% endmacro %}

{% macro newest_lookups(relation) %}
    {%- set found = run_query(
        "select lookups_number from " ~ relation ~ " order by lookups_number desc limit 1"
    ).rows -%}
    {{ return(found[0][0] if found else 0) }}
{% endmacro %}

{# The visitors whose sessions are made anew: those with other events than before, those for whom something that their
   sessions look up stands for something else, and those whose sessions became, or ceased to be, the company's own. #}
{% macro visitors_to_look_up(state, held) -%}
    with changed_lookups as (

        select lookup_key from {{ ref('int_session_lookups') }}
        where change_number > {{ state.lookups_since }}

    ),

    changed_origins as (

        {% for lookup in [traffic_lookup('traffic_key'), click_lookup('click_id')] -%}
        select origin_key from {{ ref('int_event_sources') }}
        where {{ lookup }} in (select changed_lookups.lookup_key from changed_lookups)
        {{- '\n        union all\n        ' if not loop.last }}
        {%- endfor %}

    )

    select visitor_key from {{ ref('int_events') }}
    where change_number > {{ state.since }}

    union

    select visitor_key from {{ ref('int_visitors') }}
    where
        {{ identifier_lookup('identifier_key') }} in (select changed_lookups.lookup_key from changed_lookups)

    {% for identifier_type in ['user_id', 'email_key'] -%}
    union

    select visitor_key from {{ ref('int_session_logins') }}
    where
        {{ identifier_lookup(identifier_key("'" ~ identifier_type ~ "'", identifier_type)) }} in (
            select changed_lookups.lookup_key from changed_lookups
        )

    {% endfor -%}
    union

    select visitor_key from {{ ref('int_session_origins') }}
    where origin_key in (select changed_origins.origin_key from changed_origins)

    union

    select coalesce(held.visitor_key, internal_sessions.visitor_key) as visitor_key
    from (select visitor_key, session_number from {{ held }} where is_internal) as held
    full outer join {{ ref('int_internal_sessions') }} as internal_sessions
        on
            held.visitor_key = internal_sessions.visitor_key
            and held.session_number = internal_sessions.session_number
    where held.visitor_key is null or internal_sessions.visitor_key is null
{%- endmacro %}
