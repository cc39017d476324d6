{# Every exposure with the person behind it, and why it does not count if it does not. On the web the person is the
   session's. An identifier that nothing else knows is a person, too: leaving out those who never came back would
   choose people by what the experiment did to them. #}
with

events as (

    select * from {{ ref('int_experiment_events') }}

),

accepted as (

    select
        event_key,
        batch_key,
        row_in_batch,
        visitor_key,
        session_number
    from {{ ref('int_events') }}
    where
        {{ is_accepted() }}
        and event_key in (select events.event_key from events)

),

sessions as (

    select * from {{ ref('int_sessions') }}

),

told as (

    select * from {{ ref('conformed_experiment_exposures') }}

),

identifiers as (

    select * from {{ ref('int_person_identifiers') }}

),

variants as (

    select * from {{ ref('conformed_experiment_variants') }}

),

plans as (

    select
        experiment_id,
        max(starts_at) as starts_at,
        min(ends_at) as ends_at
    from variants
    group by experiment_id

),

exposures as (

    select
        events.source_system,
        events.event_id as record_source_id,
        events.experiment_id,
        events.variant_id,
        sessions.person_id,
        case
            when events.email_key is not null then 'email_key'
            when events.user_id is not null then 'user_id'
        end as identifier_type,
        coalesce(events.email_key, events.user_id) as identifier,
        coalesce(sessions.is_bot, false) as is_bot,
        coalesce(sessions.is_internal, false) as is_internal,
        events.event_at as exposed_at
    from events
    inner join accepted
        on
            events.event_key = accepted.event_key
            and events.batch_key = accepted.batch_key
            and events.row_in_batch = accepted.row_in_batch
    left join sessions
        on
            accepted.visitor_key = sessions.visitor_key
            and accepted.session_number = sessions.session_number

    union

    select
        source_system,
        exposure_source_id as record_source_id,
        experiment_id,
        variant_id,
        cast(null as string) as person_id,
        case
            when person_source_id is not null then 'crm_id'
            when email_key is not null then 'email_key'
            when user_id is not null then 'user_id'
            when anonymous_id is not null then 'cookie'
        end as identifier_type,
        coalesce(
            case when person_source_id is not null then concat(source_system, ':', person_source_id) end,
            email_key, user_id, anonymous_id
        ) as identifier,
        false as is_bot,
        false as is_internal,
        exposed_at
    from told

),

resolved as (

    select
        exposures.source_system,
        exposures.record_source_id,
        exposures.experiment_id,
        exposures.variant_id,
        coalesce(
            exposures.person_id,
            identifiers.person_id,
            case
                when exposures.identifier is not null
                    then md5(concat(exposures.identifier_type, ':', exposures.identifier))
            end
        ) as person_id,
        case
            when plans.experiment_id is null then 'unknown experiment'
            when exposures.person_id is null and exposures.identifier is null then 'nobody'
            when exposures.is_bot then 'bot'
            when exposures.is_internal then 'internal'
            when exposures.exposed_at is null then 'no time'
            when exposures.exposed_at < plans.starts_at or exposures.exposed_at >= plans.ends_at
                then 'outside its dates'
            when variants.variant_id is null then 'unknown variant'
        end as problem,
        exposures.exposed_at
    from exposures
    left join identifiers
        on
            exposures.identifier_type = identifiers.identifier_type
            and exposures.identifier = identifiers.identifier
    left join plans
        on exposures.experiment_id = plans.experiment_id
    left join variants
        on
            exposures.experiment_id = variants.experiment_id
            and exposures.variant_id = variants.variant_id

)

select * from resolved
