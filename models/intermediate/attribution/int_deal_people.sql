{# The people on a deal, once each: its primary person and everyone with a role on it, with the greatest weight that one
   of their roles has. #}
with

deals as (

    select * from {{ ref('int_deals') }}

),

roles as (

    select * from {{ ref('conformed_opportunity_people') }}

),

role_weights as (

    select * from {{ ref('role_weights') }}

),

resolved as (

    select * from {{ ref('int_people_resolved') }}

),

named as (

    select
        opportunity_id,
        person_id,
        cast(null as integer) as role_weight
    from deals
    where person_id is not null

    union all

    select
        deals.opportunity_id,
        resolved.person_id,
        coalesce(role_weights.weight, 1) as role_weight
    from deals
    inner join roles
        on
            deals.source_system = roles.source_system
            and deals.opportunity_source_id = roles.opportunity_source_id
    inner join resolved
        on
            roles.source_system = resolved.source_system
            and roles.person_source_id = resolved.person_source_id
    left join role_weights on lower(trim(roles.role)) = lower(trim(role_weights.role))
    where resolved.person_id is not null

),

deal_people as (

    select
        opportunity_id,
        person_id,
        coalesce(max(role_weight), 1) as role_weight
    from named
    group by opportunity_id, person_id

)

select * from deal_people
