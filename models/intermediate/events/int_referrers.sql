{{ config(materialized='incremental', incremental_strategy='by_batch') }}

{# Addresses of pages before, each read once. #}
{% set state = arrival_state() %}

with

web_events as (

    select * from {{ ref('conformed_web_events') }}
    where {{ in_batches(arrived_batches(state)) }}

),

keyed as (

    select
        {{ referrer_key() }} as referrer_key,
        {{ referrer_columns() | join(',\n        ') }}
    from web_events

),

distinct_referrers as (

    select
        referrer_key,
        any_value(left(page_referrer, {{ longest_text() }})) as page_referrer,
        any_value(referrer_host) as given_host,
        {{ state_columns(state) }}
    from keyed
    where referrer_key is not null
    group by referrer_key

),

new_referrers as (

    select * from distinct_referrers
    {{- not_held(state, 'distinct_referrers', 'referrer_key') }}

),

referrers as (

    select
        referrer_key,
        page_referrer,
        coalesce(given_host, {{ url_host('page_referrer') }}) as referrer_host,
        change_number,
        generation,
        rules
    from new_referrers

)

select * from referrers
