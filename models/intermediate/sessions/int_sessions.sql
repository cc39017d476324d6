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

    select * from {{ ref(relation) }}{% if not state.is_whole %} as held
    where {{ is_row_asked_for('held', ref(relation), 'visitor_key', 'changed_visitors') }}
    {%- endif %}

),

{% endfor -%}
{{ session_sources(state) }},

cookies as (

    select * from {{ ref('int_person_identifiers') }} as held
    where
        held.identifier_type = 'cookie'
        and {{ 'true' if state.is_whole else
            is_row_asked_for('held', ref('int_person_identifiers'), 'identifier', 'activity', 'anonymous_id') }}

),

user_ids as (

    select * from {{ ref('int_person_identifiers') }}
    where identifier_type = 'user_id'

),

email_keys as (

    select * from {{ ref('int_person_identifiers') }}
    where identifier_type = 'email_key'

),

internal_sessions as (

    select * from {{ ref('int_internal_sessions') }}

),

sessions as (

    select
        session_sources.visitor_key,
        session_sources.session_id,
        case
            when cookies.is_shared then coalesce(user_ids.person_id, email_keys.person_id, cookies.person_id)
            else cookies.person_id
        end as person_id,
        session_sources.anonymous_id,
        session_sources.user_id,
        session_sources.session_number,
        session_sources.session_start_at,
        session_sources.session_end_at,
        session_sources.page_views,
        session_sources.events,
        session_sources.channel,
        session_sources.source,
        session_sources.medium,
        session_sources.campaign_id,
        session_sources.campaign_matched_by,
        session_sources.campaign,
        session_sources.utm_content as content,
        session_sources.utm_term as term,
        session_sources.click_id_type,
        session_sources.click_id,
        session_sources.landing_page_path,
        session_sources.exit_page_path,
        session_sources.referrer_host,
        session_sources.is_engaged,
        session_sources.has_conversion,
        session_sources.is_bot,
        internal_sessions.visitor_key is not null as is_internal,
        session_sources.device_category,
        session_sources.country,
        session_sources.source_system,
        cast({{ state.lookups_number }} as bigint) as lookups_number,
        {{ state_columns(state) }}
    from session_sources
    left join cookies
        on session_sources.anonymous_id = cookies.identifier
    left join internal_sessions
        on
            session_sources.visitor_key = internal_sessions.visitor_key
            and session_sources.session_number = internal_sessions.session_number
    left join user_ids
        on session_sources.user_id = user_ids.identifier
    left join email_keys
        on session_sources.email_key = email_keys.identifier

)

select * from sessions
