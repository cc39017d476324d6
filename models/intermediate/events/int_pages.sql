{{ config(materialized='incremental', incremental_strategy='by_batch') }}

{# Addresses, each read once: events outnumber them by far, and regular expressions are what costs. What a system gives
   apart stands over what its address says. Addresses longer than any browser sends are read up to there. #}
{% set state = arrival_state([
    given_host('host'), url_host('url'), url_path('url'), url_query('url'), query_parameter('query', 'name'),
    clean_tag(decoded_parameter('tag')), told_click_id('click_id')
] | join('|')) %}
{% set parameters = tag_columns() + click_id_types() %}

with

web_events as (

    select * from {{ ref('conformed_web_events') }}
    where {{ in_batches(arrived_batches(state)) }}

),

distinct_pages as (

    select distinct {{ page_columns() | join(', ') }}
    from web_events
    where coalesce({{ page_columns() | join(', ') }}) is not null

),

keyed as (

    select
        {{ page_key() }} as page_key,
        left(page_url, {{ longest_text() }}) as page_url,
        page_host as given_host,
        page_path as given_path,
        page_query as given_query,
        page_title,
        {{ state_columns(state) }}
    from distinct_pages

),

new_pages as (

    select * from keyed
    {{- not_held(state, 'keyed', 'page_key') }}

),

cut as (

    select
        page_key,
        page_url,
        page_title,
        change_number,
        generation_number,
        rules_number,
        coalesce({{ given_host('given_host') }}, {{ url_host('page_url') }}) as page_host,
        coalesce(given_path, {{ url_path('page_url') }}) as page_path,
        coalesce(given_query, {{ url_query('page_url') }}) as page_query
    from new_pages

),

parameters as (

    select
        {%- for name in parameters %}
        {{ query_parameter('page_query', name) }} as {{ name }},
        {%- endfor %}
        *
    from cut

),

decoded as (

    select
        {%- for tag in tag_columns() %}
        {{ clean_tag(decoded_parameter(tag)) }} as {{ tag }},
        {%- endfor %}
        {%- for name in click_id_types() %}
        {{ decoded_parameter(name) }} as {{ name }},
        {%- endfor %}
        page_key,
        page_url,
        page_host,
        page_path,
        page_query,
        page_title,
        change_number,
        generation_number,
        rules_number
    from parameters

),

pages as (

    select
        {{ tag_columns() | join(',\n        ') }},
        {%- for name in click_id_types() %}
        {{ told_click_id(name) }} as {{ name }},
        {%- endfor %}
        page_key,
        page_url,
        page_host,
        page_path,
        page_query,
        page_title,
        change_number,
        generation_number,
        rules_number,
        coalesce({{ tag_columns() | join(', ') }}) is not null as has_tags
    from decoded

)

select * from pages
