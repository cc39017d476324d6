{{ config(materialized='incremental', incremental_strategy='by_batch') }}

{# Landed rows that tell of a file, copies included: few of all events, kept here so that no later build reads the
   others again. Which of them count is asked of int_events. A file is told by its address; by its name on the site
   that the visitor was on where no address came with it. #}
{% set state = arrival_state([given_host('host'), url_host('url')] | join('|')) %}

with

web_events as (

    select * from {{ ref('conformed_web_events') }}
    where {{ in_batches(arrived_batches(state)) }} and coalesce(file_url, file_name) is not null

),

told as (

    select
        {{ row_hash(['source_system', 'batch_id']) }} as batch_key,
        row_in_batch,
        event_key,
        left(file_url, {{ longest_text() }}) as file_url,
        left(file_name, {{ longest_text() }}) as file_name,
        {{ given_host('page_host') }} as page_host,
        left(page_url, {{ longest_text() }}) as page_url,
        event_at
    from web_events

),

downloads as (

    select
        batch_key,
        row_in_batch,
        event_key,
        coalesce({{ url_host('file_url') }}, page_host, {{ url_host('page_url') }}) as file_host,
        coalesce({{ url_path('file_url') }}, file_name) as file_path,
        event_at as downloaded_at,
        {{ state_columns(state) }}
    from told

)

select * from downloads
