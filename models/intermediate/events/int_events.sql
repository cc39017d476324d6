{{ config(
    materialized='incremental', incremental_strategy='by_visitor', unique_key='visitor_key',
    pre_hook="{{ leave_out_optimizer('common_subplan') }}", post_hook='{{ use_all_optimizers() }}'
) }}

{# Every landed row, whether it counts (event_verdict), and its place among the events of its visitor. Only numbers
   travel through the sort: text as a sort key made it 2.8 times slower, and what events say stands once in tables of
   distinct values. An increment takes the batches that came or went. Whoever has an event of them, or a copy of one,
   is done anew from what is held, in any order of arrival: of the copies of an event the first loaded counts. #}
{% set landed_columns = landed_event_columns('web_events', 'placeholders.identifier is not null') %}
{% set state = arrival_state([
    landed_columns, event_copies({'is_whole': true}), session_numbers('judged'),
    session_rules(), campaign_rules(), blocked_rules()
] | join('|'), read=['int_event_sources'] if var('new_campaign_starts_session') else []) %}
{% set batches = changed_batches(state) %}

with

web_events as (

    select * from {{ ref('conformed_web_events') }}
    where {{ in_batches(batches.arrived) }}

),

placeholders as (

    {{ blocked_values('cookie') }}

),

landed as (

    select
        {{ landed_columns }}
    from web_events
    left join placeholders
        on lower(web_events.anonymous_id) = placeholders.identifier

),

{% if not state.is_whole -%}
{# What is held is read three times, each time what is asked for: named once, all of it would be laid by. #}
touched_events as (

    select event_key from landed
    union
    select event_key from {{ this }}
    where batch_key is not null and {{ batch_is_gone(batches.gone) }}

),

touched_visitors as (

    select visitor_key from landed
    union
    select held.visitor_key from {{ this }} as held
    where held.event_key in (select touched_events.event_key from touched_events)

),

{% endif -%}
counted as (

    select
        *,
        cast(1 as bigint) as copy_number,
        true as is_judged_anew
    from landed
    {%- if not state.is_whole %}

    union all

    select
        {{ landed_event_names('held') | join(',\n        ') }},
        held.copy_number,
        held.event_key in (select touched_events.event_key from touched_events) as is_judged_anew
    from {{ this }} as held
    where
        held.batch_key is not null
        and {{ is_row_asked_for('held', this, 'visitor_key', 'touched_visitors', is_guessed=false) }}
        and not {{ batch_is_gone(batches.gone) }}
    {%- endif %}

),

{{ event_copies(state) }},

judged as (

    select
        {{ landed_event_names('counted') | join(',\n        ') }},
        coalesce(
            copies.copy_number, case when counted.is_judged_anew then 1 else counted.copy_number end
        ) as copy_number,
        first_moments.first_micros
    from counted
    left join copies
        on
            counted.event_key = copies.event_key
            and counted.batch_key = copies.batch_key
            and counted.row_in_batch = copies.row_in_batch
    left join first_moments
        on counted.visitor_key = first_moments.visitor_key

),

{{ session_numbers('judged') }},

events as (

    select
        *,
        {{ state_columns(state) }}
    from numbered

    union all

    {# Who lost all events is told by a row without any; one such row keeps the state of a table without events. #}
    select
        {{ nameless_event('losers.visitor_key') }},
        {{ state_columns(state) }}
    {%- if state.is_whole %}
    from (select 0 as visitor_key) as losers
    {%- else %}
    from touched_visitors as losers
    where losers.visitor_key not in (select counted.visitor_key from counted)
    {%- endif %}

)

select * from events
