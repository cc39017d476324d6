{{ config(materialized='incremental', incremental_strategy='following_visitors') }}

{# Who logged in or left an e-mail in each session: the first of each. Few events say so. #}
{% set state = following_state(generations_of(['int_event_identifiers'])) %}

with

events as (

    select * from {{ ref('int_events') }}
    where has_login and session_number is not null and change_number > {{ state.since }}

),

identifiers as (

    select * from {{ ref('int_event_identifiers') }}

),

logins as (

    select
        events.visitor_key,
        events.session_number,
        min_by(identifiers.user_id, events.event_number) filter (where identifiers.user_id is not null) as user_id,
        min_by(identifiers.email_key, events.event_number) filter (where identifiers.email_key is not null)
            as email_key,
        {{ state_columns(state) }}
    from events
    inner join identifiers
        on events.identifiers_key = identifiers.identifiers_key
    group by events.visitor_key, events.session_number

)

select * from logins
