{{ config(materialized='incremental', incremental_strategy='following_visitors') }}

{# What the events of each session say of where they came from, each thing once, where the session said it first. Which
   of them carries a source is decided later: rules may change. #}
{% set state = following_state(read=['int_event_sources']) %}

with

events as (

    select * from {{ ref('int_events') }}
    where session_number is not null and change_number > {{ state.since }}

),

keyed as (

    select
        visitor_key,
        session_number,
        event_number,
        {{ origin_key() }} as origin_key
    from events

),

event_sources as (

    select origin_key from {{ ref('int_event_sources') }}
    {%- if not state.is_whole %}
    where {{ is_among('origin_key', 'select keyed.origin_key from keyed') }}
    {%- endif %}

),

origins as (

    select
        keyed.visitor_key,
        keyed.session_number,
        keyed.origin_key,
        min(keyed.event_number) as event_number,
        {{ state_columns(state) }}
    from keyed
    inner join event_sources
        on keyed.origin_key = event_sources.origin_key
    group by keyed.visitor_key, keyed.session_number, keyed.origin_key

)

select * from origins
