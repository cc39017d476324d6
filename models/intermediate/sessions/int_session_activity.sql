{{ config(materialized='incremental', incremental_strategy='following_visitors') }}

{# What happened in each session. Numbers are gathered first; what they stand for is looked up once a session. #}
{% set state = following_state([
    content_of(ref('int_conversion_rules'), ['rule_id', 'rule_version', 'entity', 'field', 'operator', 'value']),
    bot_rules(),
    is_engaged('gathered'),
    generations_of(['int_event_contexts', 'int_pages', 'int_visitors', 'int_session_logins'])
] | join('|')) %}

with

events as (

    select * from {{ ref('int_events') }}
    where session_number is not null and change_number > {{ state.since }}

),

contexts as (

    select * from {{ ref('int_event_contexts') }}

),

pages as (

    select * from {{ ref('int_pages') }}

),

visitors as (

    select * from {{ ref('int_visitors') }}

),

logins as (

    select * from {{ ref('int_session_logins') }}

),

bots as (

    select * from {{ ref('int_bots') }}

),

event_names as (

    select distinct event_name
    from contexts

),

converting_names as (

    select distinct event_name
    from (
        {{ matching_rules('event_names', ['event_name'], 'web_events', ['event_name']) }}
    ) as matches

),

flags as (

    select
        contexts.context_key,
        coalesce(contexts.event_name = 'page_view', false) as is_page_view,
        bots.user_agent is not null as is_bot,
        converting_names.event_name is not null as is_conversion,
        contexts.device_category is not null as has_device,
        contexts.country is not null as has_country
    from contexts
    left join bots
        on contexts.user_agent = bots.user_agent
    left join converting_names
        on contexts.event_name = converting_names.event_name

),

gathered as (

    select
        events.visitor_key,
        events.session_number,
        min(events.event_micros) as start_micros,
        max(events.event_micros) as end_micros,
        count(*) filter (where flags.is_page_view) as page_views,
        count(*) as events,
        min_by(events.page_key, events.event_number) filter (where events.has_page_path) as landing_page_key,
        max_by(events.page_key, events.event_number) filter (where events.has_page_path) as exit_page_key,
        min_by(events.context_key, events.event_number) filter (where flags.has_device) as device_context_key,
        min_by(events.context_key, events.event_number) filter (where flags.has_country) as country_context_key,
        sum(events.engagement_ms) as engagement_ms,
        bool_or(flags.is_bot) as is_bot,
        bool_or(flags.is_conversion) as has_conversion
    from events
    inner join flags
        on events.context_key = flags.context_key
    group by events.visitor_key, events.session_number

),

sessions as (

    select
        gathered.visitor_key,
        {{ session_id('visitors', 'gathered') }} as session_id,
        visitors.source_system,
        visitors.anonymous_id,
        gathered.session_number,
        {{ micros_to_timestamp('gathered.start_micros') }} as session_start_at,
        {{ micros_to_timestamp('gathered.end_micros') }} as session_end_at,
        gathered.page_views,
        gathered.events,
        logins.user_id,
        logins.email_key,
        landing_pages.page_path as landing_page_path,
        exit_pages.page_path as exit_page_path,
        devices.device_category,
        countries.country,
        gathered.engagement_ms,
        gathered.is_bot,
        gathered.has_conversion,
        {{ is_engaged('gathered') }} as is_engaged,
        {{ state_columns(state) }}
    from gathered
    inner join visitors
        on gathered.visitor_key = visitors.visitor_key
    left join logins
        on gathered.visitor_key = logins.visitor_key and gathered.session_number = logins.session_number
    left join pages as landing_pages
        on gathered.landing_page_key = landing_pages.page_key
    left join pages as exit_pages
        on gathered.exit_page_key = exit_pages.page_key
    left join contexts as devices
        on gathered.device_context_key = devices.context_key
    left join contexts as countries
        on gathered.country_context_key = countries.context_key

)

select * from sessions
