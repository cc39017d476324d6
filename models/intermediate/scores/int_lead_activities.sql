{# When scored people were seen to do something: visits, calls and responses up to the instant the build speaks of, and
   the moment they became known, from which silence counts too. #}
with

people as (

    select * from {{ ref('int_scored_people') }}

),

sessions as (

    select * from {{ ref('int_sessions') }}
    where not is_bot and not is_internal

),

calls as (

    select * from {{ ref('int_call_sources') }}

),

responses as (

    select * from {{ ref('int_response_touches') }}

),

activities as (

    select
        person_id,
        session_id as activity_id,
        'session' as activity_type,
        session_start_at as happened_at
    from sessions

    union all

    select
        person_id,
        concat(source_system, ':', call_source_id) as activity_id,
        'call' as activity_type,
        started_at as happened_at
    from calls

    union all

    select
        person_id,
        touchpoint_id as activity_id,
        'campaign_response' as activity_type,
        responded_at as happened_at
    from responses

    union all

    select
        person_id,
        person_id as activity_id,
        'known' as activity_type,
        known_since as happened_at
    from people

),

scored as (

    select
        activities.*,
        lead(activities.happened_at) over (
            partition by activities.person_id
            order by activities.happened_at asc, activities.activity_id asc
        ) as next_at
    from activities
    inner join people
        on activities.person_id = people.person_id
    where activities.happened_at <= {{ as_of() }}

)

select * from scored
