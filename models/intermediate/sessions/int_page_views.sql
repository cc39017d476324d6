{{ config(
    materialized='incremental', incremental_strategy='following_visitors',
    pre_hook='{{ keep_build_sides() }}', post_hook='{{ choose_build_sides() }}'
) }}

{# Page views with their place in their session. A view is told by its visitor, moment and page, and among views that
   are equal in all of that by its number. Whose they are may change on any day, and stands with their session. #}
{% set read = ['int_event_contexts', 'int_event_identifiers', 'int_pages', 'int_referrers'] %}
{% set state = following_state([bot_rules(), generations_of(read)] | join('|')) %}

with

views as (

    select
        events.*,
        contexts.user_agent
    from {{ ref('int_events') }} as events
    inner join {{ ref('int_event_contexts') }} as contexts
        on events.context_key = contexts.context_key
    where
        contexts.event_name = 'page_view'
        and {{ is_accepted('events') }}
        and events.change_number > {{ state.since }}

),

batches as (

    select * from {{ ref('int_event_batches') }}

),

{% for name, relation, key in [
    ('identifiers', 'int_event_identifiers', 'identifiers_key'), ('pages', 'int_pages', 'page_key'),
    ('referrers', 'int_referrers', 'referrer_key'),
] -%}
{{ name }} as (

    select * from {{ ref(relation) }}{% if not state.is_whole %} as held
    where {{ is_row_asked_for('held', ref(relation), key, 'views') }}
    {%- endif %}

),

{% endfor -%}
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
        numbered.visitor_key,
        numbered.session_number,
        identifiers.anonymous_id,
        batches.source_system,
        pages.page_host,
        pages.page_path,
        pages.page_title,
        referrers.referrer_host,
        bots.user_agent is not null as is_bot,
        {{ micros_to_timestamp('numbered.event_micros') }} as viewed_at,
        case when numbered.session_number is not null then numbered.page_view_number end as page_view_number,
        {{ state_columns(state) }}
    from numbered
    inner join batches
        on numbered.batch_key = batches.batch_key
    left join identifiers
        on numbered.identifiers_key = identifiers.identifiers_key
    left join pages
        on numbered.page_key = pages.page_key
    left join referrers
        on numbered.referrer_key = referrers.referrer_key
    left join bots
        on numbered.user_agent = bots.user_agent

)

select * from page_views
