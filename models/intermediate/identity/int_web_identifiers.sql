{# Which identifiers web events carried together, one row per combination. The only pass of identity over events. #}
with

web_events as (

    select * from {{ ref('conformed_web_events') }}

),

combinations as (

    select
        anonymous_id as cookie,
        user_id,
        email_key,
        min(event_at) as first_seen_at,
        max(event_at) as last_seen_at,
        count(*) as sightings
    from web_events
    where coalesce(anonymous_id, user_id, email_key) is not null
    group by anonymous_id, user_id, email_key

)

select * from combinations
