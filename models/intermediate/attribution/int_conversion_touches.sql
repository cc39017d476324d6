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
        touches.touch_number,
        conversions.converted_micros - touches.touched_micros as age_micros,
        touches.is_direct,
        touches.is_paid,
        coalesce(touches.touched_micros <= conversions.lead_micros, false) as is_before_lead,
        coalesce(touches.touched_micros <= conversions.opportunity_micros, false) as is_before_opportunity,
        coalesce(touches.touched_micros > conversions.cycle_micros, true) as is_in_cycle,
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

),

{# The only sort of all touches. A window is an end of this path, less what it leaves out: the place among all touches,
   among those that are not direct, and among paid ones gives every place in every window. #}
conversion_touches as (

    select
        *,
        row_number() over so_far as place,
        sum(case when is_direct then 0 else 1 end) over so_far as place_without_direct,
        sum(case when is_paid then 1 else 0 end) over so_far as place_of_paid
    from joined
    window so_far as (
        partition by conversion_number
        order by touch_number asc
        rows between unbounded preceding and current row
    )

)

select * from conversion_touches
