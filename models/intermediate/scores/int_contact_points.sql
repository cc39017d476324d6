{{ config(materialized='view') }}

{# Points for visits, calls and campaign responses. #}
with

people as (

    select * from {{ ref('int_scored_people') }}

),

sessions as (

    select
        *,
        case when is_engaged then 'true' else 'false' end as engaged
    from {{ ref('int_sessions') }}
    where not is_bot and not is_internal

),

visits as (

    select
        sessions.person_id,
        sessions.session_id as evidence_id,
        sessions.channel,
        sessions.source,
        sessions.medium,
        sessions.campaign,
        sessions.landing_page_path,
        sessions.country,
        sessions.device_category,
        sessions.engaged as is_engaged,
        sessions.page_views,
        sessions.events,
        sessions.session_start_at as given_at
    from sessions
    inner join people
        on sessions.person_id = people.person_id

),

calls as (

    select
        people.person_id,
        concat(sources.source_system, ':', sources.call_source_id) as evidence_id,
        conformed.outcome,
        sources.utm_source as source,
        conformed.duration_seconds,
        sources.started_at as given_at
    from {{ ref('int_call_sources') }} as sources
    inner join {{ ref('conformed_calls') }} as conformed
        on
            sources.source_system = conformed.source_system
            and sources.call_source_id = conformed.call_source_id
    inner join people
        on sources.person_id = people.person_id

),

responses as (

    select
        people.person_id,
        coalesce(
            touches.touchpoint_id, concat(responses.source_system, ':', responses.response_source_id)
        ) as evidence_id,
        responses.status,
        touches.source as type,
        touches.channel,
        touches.campaign,
        responses.responded_at as given_at
    from {{ ref('conformed_campaign_responses') }} as responses
    inner join {{ ref('int_people_resolved') }} as resolved
        on
            responses.source_system = resolved.source_system
            and responses.person_source_id = resolved.person_source_id
    inner join people
        on resolved.person_id = people.person_id
    left join {{ ref('int_response_touches') }} as touches
        on md5(concat('response|', responses.source_system, '|', responses.response_source_id)) = touches.touchpoint_id
    where responses.responded_at is not null

),

visit_matches as (

    {{ matching_score_rules(
        'visits', ['person_id', 'evidence_id', 'channel', 'given_at'], 'sessions',
        [
            'channel', 'source', 'medium', 'campaign', 'landing_page_path', 'country', 'device_category', 'is_engaged'
        ],
        ['page_views', 'events']
    ) }}

),

call_matches as (

    {{ matching_score_rules(
        'calls', ['person_id', 'evidence_id', 'outcome', 'given_at'], 'calls',
        ['outcome', 'source'], ['duration_seconds']
    ) }}

),

response_matches as (

    {{ matching_score_rules(
        'responses', ['person_id', 'evidence_id', 'type', 'status', 'given_at'], 'campaign_responses',
        ['status', 'type', 'channel', 'campaign']
    ) }}

),

met as (

    {%- for matches, entity, evidence in [
        ('visit_matches', 'sessions', 'channel'),
        ('response_matches', 'campaign_responses', "concat_ws(' ', type, status)"),
        ('call_matches', 'calls', 'outcome')
    ] %}

    select
        person_id,
        rule_id,
        rule_version,
        rule_group,
        '{{ entity }}' as entity,
        evidence_id,
        {{ evidence }} as evidence,
        points,
        half_life_days,
        cap,
        given_at,
        cast(null as timestamp) as ended_at
    from {{ matches }}
    where {{ rule_is_valid_at('given_at') }}
    {{- '\n\n    union all' if not loop.last }}
    {%- endfor %}

)

select * from met
