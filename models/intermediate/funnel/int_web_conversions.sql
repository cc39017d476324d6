{# Web events that meet a rule, with the person behind them: the session's, else whoever the event's own e-mail or
   user id belongs to. What bots do is no conversion. #}
with

matched as (

    select * from {{ ref('int_matched_events') }}

),

events as (

    select
        event_key,
        batch_key,
        row_in_batch,
        visitor_key,
        session_number
    from {{ ref('int_events') }}
    where {{ is_accepted() }}

),

sessions as (

    select * from {{ ref('int_sessions') }}

),

identifiers as (

    select * from {{ ref('int_person_identifiers') }}

),

matched_events as (

    select
        matched.*,
        events.visitor_key,
        events.session_number
    from matched
    inner join events
        on
            matched.event_key = events.event_key
            and matched.batch_key = events.batch_key
            and matched.row_in_batch = events.row_in_batch

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
    left join sessions
        on
            matched_events.visitor_key = sessions.visitor_key
            and matched_events.session_number = sessions.session_number
    left join identifiers as mailboxes
        on
            mailboxes.identifier_type = 'email_key'
            and matched_events.email_key = mailboxes.identifier
    left join identifiers as users
        on
            users.identifier_type = 'user_id'
            and matched_events.user_id = users.identifier
    where not coalesce(sessions.is_bot or sessions.is_internal, false)

)

select * from conversions
