{{ config(materialized='incremental', incremental_strategy='following_visitors') }}

{# Who logged in or left an e-mail in each session: the first of each that is somebody's. Few events say so. #}
{% set state = following_state(blocked_rules(), read=['int_event_identifiers']) %}

with

events as (

    select * from {{ ref('int_events') }}
    where has_login and session_number is not null and change_number > {{ state.since }}

),

identifiers as (

    select * from {{ ref('int_event_identifiers') }}
    where coalesce(user_id, email_key) is not null

),

{% for identifier_type in ['user_id', 'email_key'] -%}
blocked_{{ identifier_type }}s as (

    {{ blocked_values(identifier_type) }}

),

{% endfor -%}
told as (

    select
        identifiers.identifiers_key,
        case when blocked_user_ids.identifier is null then identifiers.user_id end as user_id,
        case when blocked_email_keys.identifier is null then identifiers.email_key end as email_key
    from identifiers
    left join blocked_user_ids
        on lower(identifiers.user_id) = blocked_user_ids.identifier
    left join blocked_email_keys
        on lower(identifiers.email_key) = blocked_email_keys.identifier

),

logins as (

    select
        events.visitor_key,
        events.session_number,
        min_by(told.user_id, events.event_number) filter (where told.user_id is not null) as user_id,
        min_by(told.email_key, events.event_number) filter (where told.email_key is not null) as email_key,
        {{ state_columns(state) }}
    from events
    inner join told
        on events.identifiers_key = told.identifiers_key
    where coalesce(told.user_id, told.email_key) is not null
    group by events.visitor_key, events.session_number

)

select * from logins
