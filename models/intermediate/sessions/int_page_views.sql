{# Page views with their session and their place in it. #}
with

web_events as (

    select * from {{ ref('conformed_web_events') }}
    where event_name = 'page_view'

),

event_sessions as (

    select * from {{ ref('int_event_sessions') }}

),

sessions as (

    select * from {{ ref('int_sessions') }}

),

bots as (

    select * from {{ ref('int_bots') }}

),

page_views as (

    select
        web_events.event_id as page_view_id,
        sessions.session_id,
        sessions.person_id,
        web_events.anonymous_id,
        web_events.source_system,
        web_events.page_host,
        web_events.page_path,
        web_events.page_title,
        web_events.referrer_host,
        bots.user_agent is not null or coalesce(sessions.is_bot, false) as is_bot,
        web_events.event_at as viewed_at,
        case
            when sessions.session_id is not null
                then row_number() over (
                    partition by sessions.session_id
                    order by web_events.event_at, web_events.event_id
                )
        end as page_view_number
    from web_events
    left join event_sessions
        on web_events.event_id = event_sessions.event_id
    left join sessions
        on event_sessions.session_id = sessions.session_id
    left join bots
        on web_events.user_agent = bots.user_agent

)

select * from page_views
