{{ config(materialized='incremental', incremental_strategy='by_batch') }}

{# Tags and click ids as tools collected them, beside what addresses say. #}
{% set state = arrival_state(told_click_id('click_id')) %}
{% set columns = tag_columns() + click_id_types() %}

with

web_events as (

    select * from {{ ref('conformed_web_events') }}
    where {{ in_batches(arrived_batches(state)) }}

),

distinct_values as (

    select distinct {{ columns | join(', ') }}
    from web_events
    where coalesce({{ columns | join(', ') }}) is not null

),

keyed as (

    select
        {{ collected_tags_key() }} as collected_tags_key,
        {{ tag_columns() | join(',\n        ') }},
        {%- for name in click_id_types() %}
        {{ told_click_id(name) }} as {{ name }},
        {%- endfor %}
        {{ state_columns(state) }}
    from distinct_values

),

new_values as (

    select * from keyed
    {{- not_held(state, 'keyed', 'collected_tags_key') }}

)

select * from new_values
