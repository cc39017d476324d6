{{ config(materialized='incremental', incremental_strategy='by_batch') }}

{# Addresses of pages before, each read once. #}
{% set state = arrival_state([given_host('host'), url_host('url')] | join('|')) %}

with

web_events as (

    select * from {{ ref('conformed_web_events') }}
    where {{ in_batches(arrived_batches(state)) }}

),

distinct_referrers as (

    select distinct {{ referrer_columns() | join(', ') }}
    from web_events
    where coalesce({{ referrer_columns() | join(', ') }}) is not null

),

keyed as (

    select
        {{ referrer_key() }} as referrer_key,
        left(page_referrer, {{ longest_text() }}) as page_referrer,
        referrer_host as given_host,
        {{ state_columns(state) }}
    from distinct_referrers

),

new_referrers as (

    select * from keyed
    {{- not_held(state, 'keyed', 'referrer_key') }}

),

referrers as (

    select
        referrer_key,
        page_referrer,
        coalesce({{ given_host('given_host') }}, {{ url_host('page_referrer') }}) as referrer_host,
        change_number,
        generation_number,
        rules_number
    from new_referrers

)

select * from referrers
