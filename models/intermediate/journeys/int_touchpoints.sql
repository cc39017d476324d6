{# Every marketing contact of every person. A session of a bot, or of the company itself, touches nobody; a call that a
   visit led to is that visit's touch. What a record declares counts only if no session touched the person before the
   record came to be: tracking knows better than what somebody picked from a list. #}
with

sessions as (

    select * from {{ ref('int_sessions') }}
    where not is_bot and not is_internal

),

declared_sources as (

    select * from {{ ref('int_declared_touches') }}

),

responses as (

    select * from {{ ref('int_response_touches') }}

),

calls as (

    select * from {{ ref('int_call_touches') }}

),

person_accounts as (

    select * from {{ ref('int_person_accounts') }}

),

first_sessions as (

    select
        person_id,
        min(session_start_at) as first_session_at
    from sessions
    group by person_id

),

touches as (

    select
        md5(concat('session|', session_id)) as touchpoint_id,
        person_id,
        session_id,
        'session' as touchpoint_type,
        session_start_at as touched_at,
        channel,
        source,
        medium,
        campaign_id,
        campaign_matched_by,
        campaign,
        content
    from sessions

    union all

    select
        declared_sources.touchpoint_id,
        declared_sources.person_id,
        cast(null as string) as session_id,
        'declared_source' as touchpoint_type,
        declared_sources.declared_at as touched_at,
        declared_sources.channel,
        declared_sources.source,
        declared_sources.medium,
        declared_sources.campaign_id,
        declared_sources.campaign_matched_by,
        declared_sources.campaign,
        declared_sources.content
    from declared_sources
    left join first_sessions
        on declared_sources.person_id = first_sessions.person_id
    where
        first_sessions.first_session_at is null
        or first_sessions.first_session_at > declared_sources.declared_at

    union all

    select
        touchpoint_id,
        person_id,
        cast(null as string) as session_id,
        'campaign_response' as touchpoint_type,
        responded_at as touched_at,
        channel,
        source,
        medium,
        campaign_id,
        case when campaign_id is not null then 'record' end as campaign_matched_by,
        campaign,
        cast(null as string) as content
    from responses

    union all

    select
        touchpoint_id,
        person_id,
        cast(null as string) as session_id,
        'call' as touchpoint_type,
        started_at as touched_at,
        channel,
        source,
        medium,
        campaign_id,
        campaign_matched_by,
        campaign,
        content
    from calls

),

touchpoints as (

    select
        touches.touchpoint_id,
        touches.person_id,
        person_accounts.account_id,
        touches.session_id,
        touches.touchpoint_type,
        touches.touched_at,
        touches.channel,
        touches.source,
        touches.medium,
        touches.campaign_id,
        touches.campaign_matched_by,
        touches.campaign,
        touches.content,
        touches.channel = 'Direct' as is_direct
    from touches
    left join person_accounts
        on touches.person_id = person_accounts.person_id

)

select * from touchpoints
