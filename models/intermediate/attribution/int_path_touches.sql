{# Touches as paths need them: the order of every path is touched_micros, then place_at_instant. The key is all that is
   carried along, a text takes ten times as long to write; that it names one touch only is tested. #}
with

touchpoints as (

    select * from {{ ref('int_touchpoints') }}

),

channels as (

    select * from {{ ref('channels') }}

),

tied_touches as (

    select * from {{ ref('int_tied_touches') }}

),

touches as (

    select
        {{ hash64('touchpoints.touchpoint_id') }} as touch_key,
        touchpoints.touchpoint_id,
        touchpoints.person_id,
        touchpoints.session_id,
        touchpoints.channel,
        touchpoints.is_direct,
        coalesce(channels.is_paid, false) as is_paid,
        {{ epoch_micros('touchpoints.touched_at') }} as touched_micros,
        coalesce(tied_touches.place_at_instant, 0) as place_at_instant,
        touchpoints.touched_at
    from touchpoints
    left join channels on touchpoints.channel = channels.channel
    left join tied_touches on {{ hash64('touchpoints.touchpoint_id') }} = tied_touches.touch_key

)

select * from touches
