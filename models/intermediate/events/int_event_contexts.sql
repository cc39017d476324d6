{{ config(materialized='incremental', incremental_strategy='by_batch') }}

{# What happened, and in what browser: distinct values, so that bots and rules are looked up once each. #}
{% set state = arrival_state() %}

with

web_events as (

    select * from {{ ref('conformed_web_events') }}
    where {{ in_batches(arrived_batches(state)) }}

),

keyed as (

    select
        {{ context_key() }} as context_key,
        {{ context_columns() | join(',\n        ') }}
    from web_events

),

distinct_values as (

    select
        context_key,
        {%- for column in context_columns() %}
        any_value({{ column }}) as {{ column }},
        {%- endfor %}
        {{ state_columns(state) }}
    from keyed
    where context_key is not null
    group by context_key

),

new_values as (

    select * from distinct_values
    {{- not_held(state, 'distinct_values', 'context_key') }}

)

select * from new_values
