{# Conversions with what bounds and marks their paths: the milestones before them, and where their cycle began. A refund
   takes back what its order gave, so its path ends where that was placed. Numbers are as narrow as they may be: they
   are what is sorted and joined by, millions of times. #}
with

dated as (

    select
        conversions.conversion_id,
        conversions.conversion_type,
        conversions.opportunity_id,
        {{ epoch_micros('conversions.cycle_opens_at') }} as cycle_micros,
        types.milestone,
        {{ own_touch_key('conversions') }} as own_touch_key,
        conversions.placed_at is not null as is_refund,
        {{ epoch_micros('coalesce(conversions.placed_at, conversions.converted_at)') }} as converted_micros
    from {{ ref('int_conversions') }} as conversions
    inner join {{ ref('conversion_types') }} as types on conversions.conversion_type = types.conversion_type

),

conversions as (

    select
        *,
        cast(row_number() over (order by converted_micros asc, conversion_id asc) as integer) as conversion_number
    from dated

),

conversion_people as (

    select * from {{ ref('int_conversion_people') }}

),

{# A lead is somebody's, an opportunity its deal's; for what is of no deal, the first one of anybody on the path. #}
milestones_of_people as (

    select
        conversion_people.person_id,
        min(case when conversions.milestone = 'lead' then conversions.converted_micros end) as lead_micros,
        min(case when conversions.milestone = 'opportunity' then conversions.converted_micros end)
            as opportunity_micros
    from conversions
    inner join conversion_people on conversions.conversion_id = conversion_people.conversion_id
    where conversions.milestone in ('lead', 'opportunity')
    group by conversion_people.person_id

),

milestones_of_deals as (

    select
        opportunity_id,
        min(converted_micros) as opportunity_micros
    from conversions
    where milestone = 'opportunity'
    group by opportunity_id

),

milestones_of_paths as (

    select
        conversion_people.conversion_id,
        min(milestones_of_people.lead_micros) as lead_micros,
        min(milestones_of_people.opportunity_micros) as opportunity_micros
    from conversion_people
    inner join milestones_of_people on conversion_people.person_id = milestones_of_people.person_id
    group by conversion_people.conversion_id

),

{# Weights differ only where one of them is not 1, on few conversions. #}
weighed as (

    select distinct conversion_id from conversion_people
    where role_weight <> 1

),

role_weights as (

    select
        conversion_people.conversion_id,
        min(conversion_people.role_weight) <> max(conversion_people.role_weight) as has_role_weights
    from conversion_people
    inner join weighed on conversion_people.conversion_id = weighed.conversion_id
    group by conversion_people.conversion_id

),

amounts as (

    select
        conversion_id,
        {{ cents('value') }} as value_cents,
        {{ cents('value_reporting') }} as reporting_cents
    from {{ ref('int_conversion_values') }}
    where value is not null

),

marked as (

    select
        conversions.conversion_number,
        conversions.conversion_id,
        conversions.conversion_type,
        conversions.own_touch_key,
        case
            when milestones_of_paths.lead_micros <= conversions.converted_micros then milestones_of_paths.lead_micros
        end as lead_micros,
        case
            when conversions.opportunity_id is not null then milestones_of_deals.opportunity_micros
            when milestones_of_paths.opportunity_micros <= conversions.converted_micros
                then milestones_of_paths.opportunity_micros
        end as opportunity_micros,
        coalesce(conversions.milestone = 'close', false) as is_close,
        conversions.cycle_micros,
        conversions.is_refund,
        coalesce(role_weights.has_role_weights, false) as has_role_weights,
        amounts.conversion_id is not null as has_value,
        amounts.value_cents,
        amounts.reporting_cents,
        conversions.converted_micros
    from conversions
    left join milestones_of_paths on conversions.conversion_id = milestones_of_paths.conversion_id
    left join milestones_of_deals on conversions.opportunity_id = milestones_of_deals.opportunity_id
    left join role_weights on conversions.conversion_id = role_weights.conversion_id
    left join amounts on conversions.conversion_id = amounts.conversion_id

)

select * from marked
