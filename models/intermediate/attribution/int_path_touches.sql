{# Touches numbered in the order of every path: by instant, then by id. The number is all that later sorts carry; only
   what is sorted by goes through this one. #}
with

touchpoints as (

    select * from {{ ref('int_touchpoints') }}

),

channels as (

    select * from {{ ref('channels') }}

),

numbers as (

    select
        touchpoint_id,
        row_number() over (order by touched_at asc, touchpoint_id asc) as touch_number
    from touchpoints

),

numbered as (

    select
        numbers.touch_number,
        touchpoints.touchpoint_id,
        touchpoints.person_id,
        touchpoints.session_id,
        touchpoints.channel,
        touchpoints.is_direct,
        coalesce(channels.is_paid, false) as is_paid,
        {{ epoch_micros('touchpoints.touched_at') }} as touched_micros,
        touchpoints.touched_at
    from touchpoints
    inner join numbers on touchpoints.touchpoint_id = numbers.touchpoint_id
    left join channels on touchpoints.channel = channels.channel

)

select * from numbered
