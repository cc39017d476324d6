{# The people on a deal, once each: its primary person and everyone with a role on it. #}
with

deals as (

    select * from {{ ref('int_deals') }}

),

roles as (

    select * from {{ ref('conformed_opportunity_people') }}

),

resolved as (

    select * from {{ ref('int_people_resolved') }}

),

deal_people as (

    select
        opportunity_id,
        person_id
    from deals
    where person_id is not null

    union

    select
        deals.opportunity_id,
        resolved.person_id
    from deals
    inner join roles
        on
            deals.source_system = roles.source_system
            and deals.opportunity_source_id = roles.opportunity_source_id
    inner join resolved
        on
            roles.source_system = resolved.source_system
            and roles.person_source_id = resolved.person_source_id
    where resolved.person_id is not null

)

select * from deal_people
