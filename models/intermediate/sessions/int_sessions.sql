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
{{ session_sources() }},

cookies as (

    select * from {{ ref('int_person_identifiers') }}
    where identifier_type = 'cookie'

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
        activity.visitor_key,
        activity.session_id,
        case
            when cookies.is_shared then coalesce(user_ids.person_id, email_keys.person_id, cookies.person_id)
            else cookies.person_id
        end as person_id,
        activity.anonymous_id,
        activity.user_id,
        activity.session_number,
        activity.session_start_at,
        activity.session_end_at,
        activity.page_views,
        activity.events,
        session_sources.channel,
        session_sources.source,
        session_sources.medium,
        session_sources.campaign_id,
        session_sources.campaign_matched_by,
        session_sources.campaign,
        session_sources.content,
        session_sources.term,
        session_sources.click_id_type,
        session_sources.click_id,
        activity.landing_page_path,
        activity.exit_page_path,
        session_sources.referrer_host,
        activity.is_engaged,
        activity.has_conversion,
        activity.is_bot,
        internal_sessions.visitor_key is not null as is_internal,
        activity.device_category,
        activity.country,
        activity.source_system,
        cast({{ state.lookups_number }} as bigint) as lookups_number,
        {{ state_columns(state) }}
    from activity
    inner join session_sources
        on activity.session_id = session_sources.session_id
    inner join cookies
        on activity.anonymous_id = cookies.identifier
    left join internal_sessions
        on
            activity.visitor_key = internal_sessions.visitor_key
            and activity.session_number = internal_sessions.session_number
    left join user_ids
        on activity.user_id = user_ids.identifier
    left join email_keys
        on activity.email_key = email_keys.identifier

)

select * from sessions
