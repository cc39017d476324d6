{{ config(materialized='incremental', incremental_strategy='following_visitors') }}

{# What happened in each session. Numbers are gathered first; what they stand for is looked up once a session. #}
{% set state = following_state(
    [bot_rules(), is_engaged('judged')] | join('|'),
    read=['int_event_contexts', 'int_pages', 'int_visitors', 'int_session_logins', 'int_matched_events']
) %}

with

events as (

    select * from {{ ref('int_events') }}
    where session_number is not null and change_number > {{ state.since }}

),

contexts as (

    select * from {{ ref('int_event_contexts') }}

),

logins as (

    select * from {{ ref('int_session_logins') }}

),

bots as (

    select * from {{ ref('int_bots') }}

),

matched as (

    select * from {{ ref('int_matched_events') }}

),

{# Few events meet a rule: they are looked up beside the aggregate, not in it. #}
conversions as (

    select distinct
        converting.visitor_key,
        converting.session_number
    from {{ ref('int_events') }} as converting
    inner join matched
        on
            converting.event_key = matched.event_key
            and converting.batch_key = matched.batch_key
            and converting.row_in_batch = matched.row_in_batch
    where converting.session_number is not null and converting.change_number > {{ state.since }}

),

flags as (

    select
        contexts.context_key,
        coalesce(contexts.event_name = 'page_view', false) as is_page_view,
        bots.user_agent is not null as is_bot,
        contexts.device_category is not null as has_device,
        contexts.country is not null as has_country
    from contexts
    left join bots
        on contexts.user_agent = bots.user_agent

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
        bool_or(flags.is_bot) as is_bot
    from events
    inner join flags
        on events.context_key = flags.context_key
    group by events.visitor_key, events.session_number

),

judged as (

    select
        gathered.*,
        conversions.visitor_key is not null as has_conversion
    from gathered
    left join conversions
        on gathered.visitor_key = conversions.visitor_key and gathered.session_number = conversions.session_number

),

{# Of few sessions, few visitors and pages: those that are named. #}
{% if not state.is_whole -%}
named_pages as (

    select landing_page_key as page_key from judged
    union
    select exit_page_key as page_key from judged

),

{% endif -%}
{% for name, relation, key, asked in [
    ('visitors', 'int_visitors', 'visitor_key', 'judged'), ('pages', 'int_pages', 'page_key', 'named_pages'),
] -%}
{{ name }} as (

    {{ rows_asked_for(state, relation, key, asked) }}

),

{% endfor -%}
sessions as (

    select
        judged.visitor_key,
        {{ session_id('visitors', 'judged') }} as session_id,
        visitors.source_system,
        visitors.anonymous_id,
        judged.session_number,
        {{ micros_to_timestamp('judged.start_micros') }} as session_start_at,
        {{ micros_to_timestamp('judged.end_micros') }} as session_end_at,
        judged.page_views,
        judged.events,
        logins.user_id,
        logins.email_key,
        landing_pages.page_path as landing_page_path,
        exit_pages.page_path as exit_page_path,
        devices.device_category,
        countries.country,
        judged.engagement_ms,
        judged.is_bot,
        judged.has_conversion,
        {{ is_engaged('judged') }} as is_engaged,
        {{ state_columns(state) }}
    from judged
    inner join visitors
        on judged.visitor_key = visitors.visitor_key
    left join logins
        on judged.visitor_key = logins.visitor_key and judged.session_number = logins.session_number
    left join pages as landing_pages
        on judged.landing_page_key = landing_pages.page_key
    left join pages as exit_pages
        on judged.exit_page_key = exit_pages.page_key
    left join contexts as devices
        on judged.device_context_key = devices.context_key
    left join contexts as countries
        on judged.country_context_key = countries.context_key

)

select * from sessions
