{# What sellers did and plan, with the person it is about: an activity about a deal alone is its primary person's. #}
with

activities as (

    select * from {{ ref('conformed_sales_activities') }}
    where not coalesce(is_deleted, false)

),

people as (

    select * from {{ ref('int_people_resolved') }}

),

deals as (

    select * from {{ ref('int_deals') }}

),

resolved as (

    select
        md5(activities.source_system || '|' || activities.activity_source_id) as activity_id,
        activities.source_system,
        activities.owner_id,
        activities.kind,
        coalesce(people.person_id, deals.person_id) as person_id,
        deals.opportunity_id,
        activities.created_at,
        activities.due_at,
        activities.done_at
    from activities
    left join people
        on
            activities.source_system = people.source_system
            and activities.person_source_id = people.person_source_id
    left join deals
        on
            activities.source_system = deals.source_system
            and activities.opportunity_source_id = deals.opportunity_source_id

)

select * from resolved
