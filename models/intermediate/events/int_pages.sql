{{ config(materialized='incremental', incremental_strategy='by_batch') }}

{# Addresses, each read once: events outnumber them by far, and regular expressions are what costs. What a system gives
   apart stands over what its address says. Addresses longer than any browser sends are read up to there. #}
{% set state = arrival_state() %}

with

web_events as (

    select * from {{ ref('conformed_web_events') }}
    where {{ in_batches(arrived_batches(state)) }}

),

keyed as (

    select
        {{ page_key() }} as page_key,
        {{ page_columns() | join(',\n        ') }}
    from web_events

),

distinct_pages as (

    select
        page_key,
        any_value(left(page_url, {{ longest_text() }})) as page_url,
        any_value(page_host) as given_host,
        any_value(page_path) as given_path,
        any_value(page_query) as given_query,
        any_value(page_title) as page_title,
        {{ state_columns(state) }}
    from keyed
    where page_key is not null
    group by page_key

),

new_pages as (

    select * from distinct_pages
    {{- not_held(state, 'distinct_pages', 'page_key') }}

),

cut as (

    select
        page_key,
        page_url,
        page_title,
        change_number,
        generation,
        rules,
        coalesce(given_host, {{ url_host('page_url') }}) as page_host,
        coalesce(given_path, {{ url_path('page_url') }}) as page_path,
        coalesce(given_query, {{ url_query('page_url') }}) as page_query
    from new_pages

),

parsed as (

    select
        {%- for tag in tag_columns() %}
        {{ clean_tag(query_parameter('page_query', tag)) }} as {{ tag }},
        {%- endfor %}
        {%- for name in click_id_types() %}
        {{ query_parameter('page_query', name) }} as {{ name }},
        {%- endfor %}
        *
    from cut

),

pages as (

    select
        *,
        coalesce({{ tag_columns() | join(', ') }}) is not null as has_tags
    from parsed

)

select * from pages
