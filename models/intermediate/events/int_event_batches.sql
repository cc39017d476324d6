{{ config(materialized='incremental', incremental_strategy='rewritten') }}

{# Which batches there are, and since which build they are as they are. One that came, went, or holds another number of
   rows than before has changed in this build: that is how everything after it knows what to read and what to drop,
   whatever time its events tell. Batches that went stay as rows, or nobody would know; where all is made anew, so is
   everything that reads batches. #}
{% set state = increment_state() %}

with

current_batches as (

    select
        *,
        {{ row_hash(['source_system', 'batch_id']) }} as batch_key
    from {{ ref('conformed_web_event_batches') }}

),

{% if state.is_whole -%}
batches as (

    select
        source_system,
        batch_id,
        batch_key,
        row_count,
        true as is_current,
        loaded_at,
        {{ state_columns(state) }}
    from current_batches

)
{%- else -%}
held_batches as (

    select
        *,
        case when is_current then row_count end as current_row_count
    from {{ this }}

),

compared as (

    select
        coalesce(current_batches.source_system, held_batches.source_system) as source_system,
        coalesce(current_batches.batch_id, held_batches.batch_id) as batch_id,
        coalesce(current_batches.batch_key, held_batches.batch_key) as batch_key,
        coalesce(current_batches.loaded_at, held_batches.loaded_at) as loaded_at,
        coalesce(current_batches.row_count, 0) as row_count,
        current_batches.batch_key is not null as is_current,
        current_batches.row_count is distinct from held_batches.current_row_count as is_changed,
        held_batches.change_number
    from current_batches
    full outer join held_batches
        on current_batches.batch_key = held_batches.batch_key

),

batches as (

    select
        source_system,
        batch_id,
        batch_key,
        row_count,
        is_current,
        loaded_at,
        {{ state_columns(state, 'case when is_changed then ' ~ state.number ~ ' else change_number end') }}
    from compared

)
{%- endif %}

select * from batches
