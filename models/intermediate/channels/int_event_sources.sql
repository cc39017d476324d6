{{ config(materialized='incremental', incremental_strategy='by_batch') }}

{# What says where an event came from: address, referrer and collected tags, each combination of them that may say
   something once (about one event in five has one). What an address says stands over what a tool made of it, and tags
   stand together: source, medium and campaign of two different clicks make a third that never was. #}
{% set reads_events = not var('new_campaign_starts_session') %}
{% set read = ['int_pages', 'int_referrers', 'int_collected_tags'] %}
{% set state = following_state(traffic_key(), read) if reads_events else arrival_state(traffic_key(), read) %}

with

{% if reads_events -%}
keyed as (

    select
        page_key,
        referrer_key,
        collected_tags_key
    from {{ ref('int_events') }}
    where
        change_number > {{ state.since }} and change_number <= {{ state.number }}
        and coalesce(page_key, referrer_key, collected_tags_key) is not null

),

{% else -%}
{# Where campaigns start sessions, sources are read before sessions are. #}
keyed as (

    select
        {{ page_key() }} as page_key,
        {{ referrer_key() }} as referrer_key,
        {{ collected_tags_key() }} as collected_tags_key
    from {{ ref('conformed_web_events') }}
    where {{ in_batches(arrived_batches(state)) }}

),

{% endif -%}
origins as (

    select
        page_key,
        referrer_key,
        collected_tags_key,
        {{ origin_key() }} as origin_key,
        {{ state_columns(state) }}
    from keyed
    group by page_key, referrer_key, collected_tags_key

),

new_origins as (

    select * from origins
    {{- not_held(state, 'origins', 'origin_key') }}

),

{% for name, relation, key in [
    ('pages', 'int_pages', 'page_key'), ('referrers', 'int_referrers', 'referrer_key'),
    ('collected', 'int_collected_tags', 'collected_tags_key'),
] -%}
{{ name }} as (

    {{ rows_asked_for(state, relation, key, 'new_origins') }}

),

{% endfor -%}
told as (

    select
        new_origins.origin_key,
        new_origins.change_number,
        new_origins.generation_number,
        new_origins.rules_number,
        'web' as origin,
        {%- for tag in tag_columns() %}
        case when pages.has_tags then pages.{{ tag }} else collected.{{ tag }} end as {{ tag }},
        {%- endfor %}
        {%- for name in click_id_types() %}
        coalesce(pages.{{ name }}, collected.{{ name }}) as {{ name }},
        {%- endfor %}
        case
            when referrers.referrer_host = pages.page_host then null
            else referrers.referrer_host
        end as referrer_host,
        pages.page_host
    from new_origins
    left join pages
        on new_origins.page_key = pages.page_key
    left join referrers
        on new_origins.referrer_key = referrers.referrer_key
    left join collected
        on new_origins.collected_tags_key = collected.collected_tags_key

),

sources as (

    select
        origin_key,
        change_number,
        generation_number,
        rules_number,
        origin,
        {{ tag_columns() | join(',\n        ') }},
        referrer_host,
        page_host,
        {{ click_id_type() }} as click_id_type,
        {{ click_id() }} as click_id
    from told
    where
        coalesce(utm_source, utm_medium, utm_campaign, utm_id) is not null
        or {{ click_id() }} is not null
        or referrer_host is not null

),

keyed_sources as (

    select
        *,
        {{ traffic_key() }} as traffic_key
    from sources

)

select * from keyed_sources
