{# Page views with their session and their place in it. A view is told by its visitor, moment and page, and among views
   that are equal in all of that by its number. #}
with

views as (

    select
        events.*,
        contexts.user_agent
    from {{ ref('int_events') }} as events
    inner join {{ ref('int_event_contexts') }} as contexts
        on events.context_key = contexts.context_key
    where contexts.event_name = 'page_view' and events.verdict = 'accepted'

),

batches as (

    select * from {{ ref('int_event_batches') }}

),

identifiers as (

    select * from {{ ref('int_event_identifiers') }}

),

pages as (

    select * from {{ ref('int_pages') }}

),

referrers as (

    select * from {{ ref('int_referrers') }}

),

sessions as (

    select * from {{ ref('int_sessions') }}

),

bots as (

    select * from {{ ref('int_bots') }}

),

numbered as (

    select
        *,
        row_number() over (partition by visitor_key, session_number order by event_number) as page_view_number,
        row_number() over (
            partition by visitor_key, event_micros, page_key
            order by event_key
        ) as equal_number
    from views

),

page_views as (

    select
        {{ page_view_id('numbered') }} as page_view_id,
        sessions.session_id,
        sessions.person_id,
        identifiers.anonymous_id,
        batches.source_system,
        pages.page_host,
        pages.page_path,
        pages.page_title,
        referrers.referrer_host,
        bots.user_agent is not null or coalesce(sessions.is_bot, false) as is_bot,
        {{ micros_to_timestamp('numbered.event_micros') }} as viewed_at,
        case when numbered.session_number is not null then numbered.page_view_number end as page_view_number
    from numbered
    inner join batches
        on numbered.batch_key = batches.batch_key
    left join identifiers
        on numbered.identifiers_key = identifiers.identifiers_key
    left join pages
        on numbered.page_key = pages.page_key
    left join referrers
        on numbered.referrer_key = referrers.referrer_key
    left join sessions
        on numbered.visitor_key = sessions.visitor_key and numbered.session_number = sessions.session_number
    left join bots
        on numbered.user_agent = bots.user_agent

)

select * from page_views
