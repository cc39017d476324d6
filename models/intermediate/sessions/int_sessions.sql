{# Sessions with where they came from and whose they are. A session belongs to its cookie's person; on a cookie that
   several people share, to whoever was logged in or left an e-mail, else to the cookie's own anonymous person. #}
with

activity as (

    select * from {{ ref('int_session_activity') }}

),

sources as (

    select * from {{ ref('int_session_sources') }}

),

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
        sources.channel,
        sources.source,
        sources.medium,
        sources.campaign_id,
        sources.campaign_matched_by,
        sources.campaign,
        sources.content,
        sources.term,
        sources.click_id_type,
        sources.click_id,
        activity.landing_page_path,
        activity.exit_page_path,
        sources.referrer_host,
        activity.is_engaged,
        activity.has_conversion,
        activity.is_bot,
        internal_sessions.visitor_key is not null as is_internal,
        activity.device_category,
        activity.country,
        activity.source_system
    from activity
    inner join sources
        on activity.session_id = sources.session_id
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
