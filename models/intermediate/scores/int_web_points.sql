{{ config(materialized='view') }}

{# Points for what scored people did on the web, event by event: accepted events alone, none of bots or of the company
   itself. An event belongs to its session's person, else to whoever its own e-mail or user id does. #}
with

people as (

    select * from {{ ref('int_scored_people') }}

),

events as (

    select * from {{ ref('int_events') }}
    where {{ is_accepted() }}

),

contexts as (

    select * from {{ ref('int_event_contexts') }}

),

pages as (

    select * from {{ ref('int_pages') }}

),

sessions as (

    select * from {{ ref('int_sessions') }}

),

identifiers as (

    select * from {{ ref('int_event_identifiers') }}

),

person_identifiers as (

    select * from {{ ref('int_person_identifiers') }}

),

owned as (

    select
        sessions.person_id,
        sessions.session_id,
        events.event_micros,
        events.context_key,
        events.page_key
    from events
    inner join sessions
        on
            events.visitor_key = sessions.visitor_key
            and events.session_number = sessions.session_number
    where not sessions.is_bot and not sessions.is_internal

    union all

    select
        coalesce(mailboxes.person_id, users.person_id) as person_id,
        cast(null as string) as session_id,
        events.event_micros,
        events.context_key,
        events.page_key
    from events
    inner join identifiers
        on events.identifiers_key = identifiers.identifiers_key
    left join person_identifiers as mailboxes
        on
            mailboxes.identifier_type = 'email_key'
            and identifiers.email_key = mailboxes.identifier
    left join person_identifiers as users
        on
            users.identifier_type = 'user_id'
            and identifiers.user_id = users.identifier
    where events.session_number is null

),

done as (

    select
        owned.person_id,
        owned.session_id,
        owned.event_micros,
        contexts.event_name,
        contexts.form_id,
        pages.page_path
    from owned
    inner join people
        on owned.person_id = people.person_id
    inner join contexts
        on owned.context_key = contexts.context_key
    left join pages
        on owned.page_key = pages.page_key

),

combinations as (

    select distinct
        event_name,
        form_id,
        page_path
    from done

),

matches as (

    {{ matching_score_rules(
        'combinations', ['event_name', 'form_id', 'page_path'], 'web_events', ['event_name', 'form_id', 'page_path']
    ) }}

),

given as (

    select
        done.person_id,
        matches.rule_id,
        matches.rule_version,
        matches.rule_group,
        'web_events' as entity,
        done.session_id as evidence_id,
        concat_ws(' ', done.event_name, done.page_path) as evidence,
        matches.points,
        matches.half_life_days,
        matches.cap,
        {{ micros_to_timestamp('done.event_micros') }} as given_at,
        cast(null as timestamp) as ended_at
    from done
    inner join matches
        on
            done.event_name = matches.event_name
            and done.form_id is not distinct from matches.form_id
            and done.page_path is not distinct from matches.page_path
    where {{ rule_is_valid_at('given_at') }}

)

select * from given
