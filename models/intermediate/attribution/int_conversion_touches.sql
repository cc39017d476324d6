{# Conversions joined to the touches before them, once for all windows, in order. Time is compared to the instant; what
   happened at one instant is in the order of ids, and what made the conversion itself comes before it. #}
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

joined as (

    select
        conversions.conversion_number,
        touches.touch_key,
        touches.touched_micros,
        touches.place_at_instant,
        conversions.converted_micros - touches.touched_micros as age_micros,
        touches.is_direct,
        touches.is_paid,
        coalesce(touches.touched_micros <= conversions.lead_micros, false) as is_before_lead,
        coalesce(touches.touched_micros <= conversions.opportunity_micros, false) as is_before_opportunity,
        coalesce(touches.touched_micros >= conversions.cycle_micros, true)
        or coalesce(touches.touch_key = conversions.own_touch_key, false) as is_in_cycle,
        conversion_people.role_weight
    from conversions
    inner join conversion_people on conversions.conversion_id = conversion_people.conversion_id
    inner join touches
        on
            conversion_people.person_id = touches.person_id
            and conversions.converted_micros >= touches.touched_micros
    where
        conversions.converted_micros > touches.touched_micros
        or touches.touch_key = conversions.own_touch_key
        or touches.touchpoint_id < conversions.conversion_id

),

{# The only sort of all touches: what windows leave out is worked out on paths that look alike. #}
conversion_touches as (

    select
        conversion_number,
        touch_key,
        cast(row_number() over (
            partition by conversion_number
            order by touched_micros asc, place_at_instant asc
        ) as integer) as place,
        age_micros,
        is_direct,
        is_paid,
        is_before_lead,
        is_before_opportunity,
        is_in_cycle,
        role_weight
    from joined

)

select * from conversion_touches
