{{ config(materialized='incremental', incremental_strategy='by_batch') }}

{# Which identifiers events carry together. #}
{% set state = arrival_state() %}

with

web_events as (

    select * from {{ ref('conformed_web_events') }}
    where {{ in_batches(arrived_batches(state)) }}

),

keyed as (

    select
        {{ identifiers_key() }} as identifiers_key,
        {{ identifier_columns() | join(',\n        ') }}
    from web_events

),

distinct_values as (

    select
        identifiers_key,
        {%- for column in identifier_columns() %}
        any_value({{ column }}) as {{ column }},
        {%- endfor %}
        {{ state_columns(state) }}
    from keyed
    where identifiers_key is not null
    group by identifiers_key

),

new_values as (

    select * from distinct_values
    {{- not_held(state, 'distinct_values', 'identifiers_key') }}

)

select * from new_values
