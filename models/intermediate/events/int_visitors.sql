{{ config(materialized='incremental', incremental_strategy='by_batch') }}

{# Visitors by their number. #}
{% set state = increment_state(identifier_key("'cookie'", 'anonymous_id'), follows='int_event_identifiers') %}

with

identifiers as (

    select * from {{ ref('int_event_identifiers') }}
    where change_number > {{ state.since }}

),

distinct_visitors as (

    select
        {{ visitor_key() }} as visitor_key,
        any_value(source_system) as source_system,
        any_value(anonymous_id) as anonymous_id,
        any_value({{ identifier_key("'cookie'", 'anonymous_id') }}) as identifier_key,
        {{ state_columns(state) }}
    from identifiers
    where anonymous_id <> ''
    group by visitor_key

),

new_visitors as (

    select * from distinct_visitors
    {{- not_held(state, 'distinct_visitors', 'visitor_key') }}

)

select * from new_visitors
