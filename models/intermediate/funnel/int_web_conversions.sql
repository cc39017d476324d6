{# Web events that meet a rule, with the person behind them: the session's, else whoever the event's own e-mail or
   user id belongs to. What bots do is no conversion. Rules meet distinct combinations, not events. #}
with

web_events as (

    select
        source_system,
        event_id,
        event_name,
        form_id,
        page_path,
        email_key,
        user_id,
        value,
        currency_code,
        event_at
    from {{ ref('conformed_web_events') }}

),

event_sessions as (

    select * from {{ ref('int_event_sessions') }}

),

sessions as (

    select * from {{ ref('int_sessions') }}

),

identifiers as (

    select * from {{ ref('int_person_identifiers') }}

),

combinations as (

    select distinct
        event_name,
        form_id,
        page_path
    from web_events

),

matches as (

    {{ matching_rules(
        'combinations', ['event_name', 'form_id', 'page_path'], 'web_events', ['event_name', 'form_id', 'page_path']
    ) }}

),

matched_events as (

    select
        matches.conversion_type,
        matches.rule_id,
        matches.rule_version,
        web_events.source_system,
        web_events.event_id,
        web_events.event_name,
        web_events.email_key,
        web_events.user_id,
        web_events.value,
        web_events.currency_code,
        web_events.event_at
    from web_events
    inner join matches
        on
            web_events.event_name = matches.event_name
            and web_events.form_id is not distinct from matches.form_id
            and web_events.page_path is not distinct from matches.page_path
            and {{ rule_is_valid_at('web_events.event_at') }}

),

conversions as (

    select
        matched_events.conversion_type,
        matched_events.rule_id,
        matched_events.rule_version,
        matched_events.source_system,
        matched_events.event_id as record_source_id,
        matched_events.event_name,
        sessions.session_id,
        coalesce(sessions.person_id, mailboxes.person_id, users.person_id) as person_id,
        matched_events.value,
        matched_events.currency_code,
        matched_events.event_at as converted_at
    from matched_events
    left join event_sessions
        on
            matched_events.source_system = event_sessions.source_system
            and matched_events.event_id = event_sessions.event_id
    left join sessions on event_sessions.session_id = sessions.session_id
    left join identifiers as mailboxes
        on
            mailboxes.identifier_type = 'email_key'
            and matched_events.email_key = mailboxes.identifier
    left join identifiers as users
        on
            users.identifier_type = 'user_id'
            and matched_events.user_id = users.identifier
    where not coalesce(sessions.is_bot, false)

)

select * from conversions
