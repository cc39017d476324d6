{# Touches numbered in the order of every path: by instant, then by id. The number is all that later sorts carry. #}
with

touchpoints as (

    select * from {{ ref('int_touchpoints') }}

),

channels as (

    select * from {{ ref('channels') }}

),

numbered as (

    select
        row_number() over (order by touchpoints.touched_at asc, touchpoints.touchpoint_id asc) as touch_number,
        touchpoints.touchpoint_id,
        touchpoints.person_id,
        touchpoints.session_id,
        touchpoints.channel,
        touchpoints.source,
        touchpoints.medium,
        touchpoints.campaign_id,
        touchpoints.campaign,
        touchpoints.is_direct,
        coalesce(channels.is_paid, false) as is_paid,
        {{ epoch_micros('touchpoints.touched_at') }} as touched_micros,
        touchpoints.touched_at
    from touchpoints
    left join channels on touchpoints.channel = channels.channel

)

select * from numbered
