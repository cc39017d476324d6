{{ config(
    materialized='incremental', incremental_strategy='following_visitors',
    pre_hook="{{ leave_out_optimizer('build_side_probe_side') }}", post_hook='{{ use_all_optimizers() }}'
) }}

{# Page views with their place in their session. A view is told by its visitor, moment and page, and among views that
   are equal in all of that by its number. Whose they are may change on any day, and stands with their session.
   DuckDB 2.0.0 turns a left join round where it believes the left side to be the smaller, and then dies if that side
   passed a join with a small table (`dict-surviving join … build pipeline is not single-source`, duckdb/duckdb#24807):
   here it did at 20 million events, so joins keep the sides they are written with until that is mended. #}
{% set state = following_state(
    bot_rules(), read=['int_event_contexts', 'int_event_identifiers', 'int_pages', 'int_referrers']
) %}

with

bots as (

    select * from {{ ref('int_bots') }}

),

view_contexts as (

    select
        contexts.context_key,
        bots.user_agent is not null as is_bot
    from {{ ref('int_event_contexts') }} as contexts
    left join bots
        on contexts.user_agent = bots.user_agent
    where contexts.event_name = 'page_view'

),

views as (

    select
        events.visitor_key,
        events.session_number,
        events.event_number,
        events.event_key,
        events.event_micros,
        events.batch_key,
        events.page_key,
        events.referrer_key,
        events.identifiers_key,
        view_contexts.is_bot,
        {{ row_hash(['events.visitor_key', 'events.event_micros', 'events.page_key']) }} as moment_key
    from {{ ref('int_events') }} as events
    inner join view_contexts
        on events.context_key = view_contexts.context_key
    where {{ is_accepted('events') }} and events.change_number > {{ state.since }}

),

{# Few views are equal: only theirs are numbered. #}
repeated_moments as (

    select moment_key
    from views
    group by moment_key
    having count(*) > 1

),

equal_views as (

    select
        event_key,
        row_number() over (partition by visitor_key, event_micros, page_key order by event_key) as equal_number
    from views
    where moment_key in (select repeated_moments.moment_key from repeated_moments)

),

batches as (

    select * from {{ ref('int_event_batches') }}

),

{% for name, relation, key, columns in [
    ('identifiers', 'int_event_identifiers', 'identifiers_key', ['identifiers_key', 'anonymous_id']),
    ('pages', 'int_pages', 'page_key', ['page_key', 'page_host', 'page_path', 'page_title', page_texts()]),
    ('referrers', 'int_referrers', 'referrer_key', ['referrer_key', 'referrer_host']),
] -%}
{{ name }} as (

    {{ rows_asked_for(state, relation, key, 'views', columns=columns) }}

),

{% endfor -%}
numbered as (

    select
        *,
        row_number() over (partition by visitor_key, session_number order by event_number) as page_view_number
    from views

),

page_views as (

    select
        {{ page_view_id('numbered', 'equal_views') }} as page_view_id,
        numbered.visitor_key,
        numbered.session_number,
        identifiers.anonymous_id,
        batches.source_system,
        pages.page_host,
        pages.page_path,
        pages.page_title,
        referrers.referrer_host,
        numbered.is_bot,
        {{ micros_to_timestamp('numbered.event_micros') }} as viewed_at,
        case when numbered.session_number is not null then numbered.page_view_number end as page_view_number,
        {{ state_columns(state) }}
    from numbered
    inner join batches
        on numbered.batch_key = batches.batch_key
    left join equal_views
        on numbered.event_key = equal_views.event_key
    left join identifiers
        on numbered.identifiers_key = identifiers.identifiers_key
    left join pages
        on numbered.page_key = pages.page_key
    left join referrers
        on numbered.referrer_key = referrers.referrer_key

)

select * from page_views
