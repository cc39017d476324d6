{{ config(materialized='incremental', incremental_strategy='by_batch') }}

{# What happened, and in what browser: distinct values, so that bots and rules are looked up once each. #}
{% set state = arrival_state() %}

with

web_events as (

    select * from {{ ref('conformed_web_events') }}
    where {{ in_batches(arrived_batches(state)) }}

),

distinct_values as (

    select distinct {{ context_columns() | join(', ') }}
    from web_events

),

keyed as (

    select
        {{ context_key() }} as context_key,
        {{ context_columns() | join(',\n        ') }},
        {{ state_columns(state) }}
    from distinct_values

),

new_values as (

    select * from keyed
    {{- not_held(state, 'keyed', 'context_key') }}

)

select * from new_values
