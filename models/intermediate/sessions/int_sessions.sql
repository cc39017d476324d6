{{ config(materialized='incremental', incremental_strategy='following_visitors') }}

{# Sessions with where they came from and whose they are. A session belongs to its cookie's person; on a cookie that
   several people share, to whoever was logged in or left an e-mail, else to the cookie's own anonymous person.
   People, campaigns and channels are other ones in each build: whoever is met by a change is done anew. #}
{% set state = looking_up_state() %}

with

{% if not state.is_whole -%}
changed_visitors as (

    {{ visitors_to_look_up(state, this) }}

),

{% endif -%}
{% for name, relation in [('activity', 'int_session_activity'), ('origins', 'int_session_origins')] -%}
{{ name }} as (

    {{ rows_asked_for(state, relation, 'visitor_key', 'changed_visitors') }}

),

{% endfor -%}
{{ session_sources(state) }},

keyed_sessions as (

    select
        *,
        {%- for type in ['user_id', 'email_key'] %}
        case
            when {{ type }} is not null then {{ identifier_key("'" ~ type ~ "'", type) }}
        end as {{ type }}_identifier_key,
        {%- endfor %}
        {{ identifier_key("'cookie'", 'anonymous_id') }} as cookie_identifier_key
    from session_sources

),

{% if not state.is_whole -%}
looked_up as (

    {% for type in ['cookie', 'user_id', 'email_key'] -%}
    select {{ type }}_identifier_key as identifier_key from keyed_sessions
    {{- '\n    union\n    ' if not loop.last }}
    {%- endfor %}

),

{% endif -%}
people as (

    {{ rows_asked_for(state, 'int_person_identifiers', 'identifier_key', 'looked_up') }}

),

{% for type in ['cookie', 'user_id', 'email_key'] -%}
{{ type }}s as (

    select * from people
    where identifier_type = '{{ type }}'

),

{% endfor -%}
internal_sessions as (

    select * from {{ ref('int_internal_sessions') }}

),

sessions as (

    select
        keyed_sessions.visitor_key,
        keyed_sessions.session_id,
        case
            when cookies.is_shared then coalesce(user_ids.person_id, email_keys.person_id, cookies.person_id)
            else cookies.person_id
        end as person_id,
        keyed_sessions.anonymous_id,
        keyed_sessions.user_id,
        keyed_sessions.session_number,
        keyed_sessions.session_start_at,
        keyed_sessions.session_end_at,
        keyed_sessions.page_views,
        keyed_sessions.events,
        keyed_sessions.channel,
        keyed_sessions.source,
        keyed_sessions.medium,
        keyed_sessions.campaign_id,
        keyed_sessions.campaign_matched_by,
        keyed_sessions.campaign,
        keyed_sessions.utm_content as content,
        keyed_sessions.utm_term as term,
        keyed_sessions.click_id_type,
        keyed_sessions.click_id,
        keyed_sessions.landing_page_path,
        keyed_sessions.exit_page_path,
        keyed_sessions.referrer_host,
        keyed_sessions.is_engaged,
        keyed_sessions.has_conversion,
        keyed_sessions.is_bot,
        internal_sessions.visitor_key is not null as is_internal,
        keyed_sessions.device_category,
        keyed_sessions.country,
        keyed_sessions.source_system,
        cast({{ state.lookups_number }} as bigint) as lookups_number,
        {{ state_columns(state) }}
    from keyed_sessions
    left join cookies
        on keyed_sessions.cookie_identifier_key = cookies.identifier_key
    left join internal_sessions
        on
            keyed_sessions.visitor_key = internal_sessions.visitor_key
            and keyed_sessions.session_number = internal_sessions.session_number
    left join user_ids
        on keyed_sessions.user_id_identifier_key = user_ids.identifier_key
    left join email_keys
        on keyed_sessions.email_key_identifier_key = email_keys.identifier_key

)

select * from sessions
