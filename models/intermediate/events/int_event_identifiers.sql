{{ config(materialized='incremental', incremental_strategy='by_batch') }}

{# Which identifiers events carry together. #}
{% set state = arrival_state() %}

with

web_events as (

    select * from {{ ref('conformed_web_events') }}
    where {{ in_batches(arrived_batches(state)) }}

),

distinct_values as (

    select distinct {{ identifier_columns() | join(', ') }}
    from web_events
    where coalesce({{ identifier_columns()[1:] | join(', ') }}) is not null

),

keyed as (

    select
        {{ identifiers_key() }} as identifiers_key,
        {{ identifier_columns() | join(',\n        ') }},
        {{ state_columns(state) }}
    from distinct_values

),

new_values as (

    select * from keyed
    {{- not_held(state, 'keyed', 'identifiers_key') }}

)

select * from new_values
