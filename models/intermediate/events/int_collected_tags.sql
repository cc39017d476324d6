{{ config(materialized='incremental', incremental_strategy='by_batch') }}

{# Tags and click ids as tools collected them, beside what addresses say. #}
{% set state = arrival_state() %}
{% set columns = tag_columns() + click_id_types() %}

with

web_events as (

    select * from {{ ref('conformed_web_events') }}
    where {{ in_batches(arrived_batches(state)) }}

),

keyed as (

    select
        {{ collected_tags_key() }} as collected_tags_key,
        {{ columns | join(',\n        ') }}
    from web_events

),

distinct_values as (

    select
        collected_tags_key,
        {%- for column in columns %}
        any_value({{ column }}) as {{ column }},
        {%- endfor %}
        {{ state_columns(state) }}
    from keyed
    where collected_tags_key is not null
    group by collected_tags_key

),

new_values as (

    select * from distinct_values
    {{- not_held(state, 'distinct_values', 'collected_tags_key') }}

)

select * from new_values
