{{ config(materialized='incremental', incremental_strategy='rewritten') }}

{# Which batches there are, and since which build. A batch that came, or holds another number of rows than before,
   arrived in this build: that is how everything after it knows what to read, whatever time its events tell. Batches
   that went stay as rows, so that the numbers of builds only grow. #}
{% set held = load_relation(this) if execute else none %}
{% set is_reread = held and flags.FULL_REFRESH %}

with

current_batches as (

    select
        *,
        {{ row_hash(['source_system', 'batch_id']) }} as batch_key
    from {{ ref('conformed_web_event_batches') }}

),

held as (

    {% if held -%}
    select
        source_system,
        batch_id,
        batch_key,
        row_count,
        arrived_number,
        loaded_at
    from {{ this }}
    {%- else -%}
    select
        *,
        cast(0 as bigint) as arrived_number
    from current_batches
    where false
    {%- endif %}

),

latest as (

    select coalesce(max(arrived_number), 0) + 1 as arrived_number
    from held

),

batches as (

    select
        coalesce(current_batches.source_system, held.source_system) as source_system,
        coalesce(current_batches.batch_id, held.batch_id) as batch_id,
        coalesce(current_batches.batch_key, held.batch_key) as batch_key,
        coalesce(current_batches.row_count, 0) as row_count,
        current_batches.batch_key is not null as is_current,
        case
            when current_batches.batch_key is null then held.arrived_number
            {%- if not is_reread %}
            when current_batches.row_count = held.row_count then held.arrived_number
            {%- endif %}
            else latest.arrived_number
        end as arrived_number,
        coalesce(current_batches.loaded_at, held.loaded_at) as loaded_at
    from current_batches
    full outer join held
        on current_batches.batch_key = held.batch_key
    cross join latest

)

select * from batches
