{# What happened in each session. Engaged, as Google Analytics has it: ten seconds or more (of attention where a tool
   measures it, else between first and last event), or two page views, or an event that converts. #}
with

web_events as (

    select * from {{ ref('conformed_web_events') }}

),

event_sessions as (

    select * from {{ ref('int_event_sessions') }}

),

bots as (

    select * from {{ ref('int_bots') }}

),

event_names as (

    select distinct event_name
    from web_events

),

converting_names as (

    select distinct event_name
    from (
        {{ matching_rules('event_names', ['event_name'], 'web_events', ['event_name']) }}
    ) as matches

),

session_events as (

    select
        event_sessions.session_id,
        event_sessions.session_number,
        event_sessions.anonymous_id,
        event_sessions.source_system,
        event_sessions.event_id,
        web_events.event_at,
        web_events.event_name,
        web_events.user_id,
        web_events.email_key,
        web_events.page_path,
        web_events.device_category,
        web_events.country,
        web_events.engagement_ms,
        bots.user_agent is not null as is_bot,
        converting_names.event_name is not null as is_conversion
    from event_sessions
    inner join web_events
        on event_sessions.event_id = web_events.event_id
    left join bots
        on web_events.user_agent = bots.user_agent
    left join converting_names
        on web_events.event_name = converting_names.event_name

),

numbered as (

    select
        *,
        row_number() over (partition by session_id order by event_at, event_id) as position
    from session_events

),

sessions as (

    select
        session_id,
        source_system,
        anonymous_id,
        max(session_number) as session_number,
        min(event_at) as session_start_at,
        max(event_at) as session_end_at,
        count(*) filter (where event_name = 'page_view') as page_views,
        count(*) as events,
        min_by(user_id, position) filter (where user_id is not null) as user_id,
        min_by(email_key, position) filter (where email_key is not null) as email_key,
        min_by(page_path, position) filter (where page_path is not null) as landing_page_path,
        max_by(page_path, position) filter (where page_path is not null) as exit_page_path,
        min_by(device_category, position) filter (where device_category is not null) as device_category,
        min_by(country, position) filter (where country is not null) as country,
        sum(engagement_ms) as engagement_ms,
        bool_or(is_bot) as is_bot,
        bool_or(is_conversion) as has_conversion
    from numbered
    group by session_id, source_system, anonymous_id

),

judged as (

    select
        *,
        has_conversion
        or page_views >= 2
        or coalesce(
            engagement_ms,
            ({{ epoch_micros('session_end_at') }} - {{ epoch_micros('session_start_at') }}) / 1000
        ) >= 10000 as is_engaged
    from sessions

)

select * from judged
