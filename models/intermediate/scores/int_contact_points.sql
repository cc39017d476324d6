{{ config(materialized='view') }}

{# Points for visits and campaign responses, and for silence: from so many days after somebody was last seen, until the
   next sign of life takes them back. #}
with

people as (

    select * from {{ ref('int_scored_people') }}

),

activities as (

    select * from {{ ref('int_lead_activities') }}

),

rules as (

    select * from {{ ref('int_lead_score_rules') }}
    where entity = 'inactivity' and field = 'days' and operator = 'at_least'

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

response_matches as (

    {{ matching_score_rules(
        'responses', ['person_id', 'evidence_id', 'type', 'status', 'given_at'], 'campaign_responses',
        ['status', 'type', 'channel', 'campaign']
    ) }}

),

silences as (

    select
        activities.person_id,
        activities.activity_id as evidence_id,
        rules.value || ' days' as evidence,
        rules.rule_id,
        rules.rule_version,
        rules.rule_group,
        rules.points,
        rules.half_life_days,
        rules.cap,
        rules.valid_from,
        rules.valid_to,
        {{ micros_to_timestamp(
            epoch_micros('activities.happened_at') ~ ' + cast(86400000000 * rules.value_number as bigint)'
        ) }} as given_at,
        activities.next_at as ended_at
    from activities
    cross join rules

),

met as (

    {%- for matches, entity, evidence in [
        ('visit_matches', 'sessions', 'channel'),
        ('response_matches', 'campaign_responses', "concat_ws(' ', type, status)"),
        ('silences', 'inactivity', 'evidence')
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
        {{ 'ended_at' if entity == 'inactivity' else 'cast(null as timestamp)' }} as ended_at
    from {{ matches }}
    where {{ rule_is_valid_at('given_at') }}
    {{- '\n\n    union all' if not loop.last }}
    {%- endfor %}

)

select * from met
where ended_at is null or given_at < ended_at
