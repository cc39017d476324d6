{{ config(materialized='incremental', incremental_strategy='by_batch') }}

{# Landed rows that tell a variant, copies included: few of all events, kept here so that no later build reads the
   others again. Which of them count is asked of int_events. #}
{% set state = arrival_state() %}

with

web_events as (

    select * from {{ ref('conformed_web_events') }}
    where {{ in_batches(arrived_batches(state)) }} and experiment_id is not null and variant_id is not null

),

told as (

    select
        {{ row_hash(['source_system', 'batch_id']) }} as batch_key,
        row_in_batch,
        event_key,
        event_id,
        source_system,
        experiment_id,
        variant_id,
        user_id,
        email_key,
        event_at,
        {{ state_columns(state) }}
    from web_events

)

select * from told
