with

unioned as (

    select * from {{ ref('web_events_unioned') }}

),

judged as (

    select
        source_system,
        event_id,
        event_at,
        {{ event_time_problem('event_at', 'loaded_at') }} as reason,
        loaded_at
    from unioned

),

rejected as (

    select *
    from judged
    where reason is not null

)

select * from rejected
