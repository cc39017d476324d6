{# Conversions joined to the touches before them, once for all windows. Time is compared to the instant; what happened
   at one instant is in the order of ids, and what made the conversion itself comes before it. #}
with

conversions as (

    select * from {{ ref('int_path_conversions') }}

),

conversion_people as (

    select * from {{ ref('int_conversion_people') }}

),

touches as (

    select * from {{ ref('int_path_touches') }}

),

conversion_touches as (

    select
        conversions.conversion_number,
        touches.touch_number,
        conversions.converted_micros - touches.touched_micros as age_micros,
        touches.is_direct,
        touches.is_paid,
        coalesce(touches.touched_micros <= conversions.lead_micros, false) as is_before_lead,
        coalesce(touches.touched_micros <= conversions.opportunity_micros, false) as is_before_opportunity,
        coalesce(touches.touched_micros > conversions.cycle_micros, true) as is_in_cycle,
        conversions.is_close,
        conversions.has_role_weights,
        conversion_people.role_weight
    from conversions
    inner join conversion_people on conversions.conversion_id = conversion_people.conversion_id
    inner join touches
        on
            conversion_people.person_id = touches.person_id
            and conversions.converted_micros >= touches.touched_micros
    where
        conversions.converted_micros > touches.touched_micros
        or touches.touchpoint_id = conversions.own_touchpoint_id
        or touches.touchpoint_id < conversions.conversion_id

)

select * from conversion_touches
