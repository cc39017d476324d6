{{ config(materialized='view') }}

{# Landed rows counted by what became of them: accepted, duplicate, or the reason they do not count; and what of those
   that count was not believed. #}
with

events as (

    select * from {{ ref('int_events') }}
    where batch_key is not null

),

batches as (

    select * from {{ ref('int_event_batches') }}

),

counted as (

    select
        batch_key,
        {{ event_verdict() }} as verdict,
        flaw,
        count(*) as row_count
    from events
    group by batch_key, {{ event_verdict() }}, flaw

),

verdicts as (

    select
        batches.source_system,
        counted.verdict,
        counted.flaw,
        sum(counted.row_count) as rows
    from counted
    inner join batches
        on counted.batch_key = batches.batch_key
    group by batches.source_system, counted.verdict, counted.flaw

)

select * from verdicts
