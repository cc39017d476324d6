{# Whose touches a conversion credits: the people on the deal; without any, and for orders an account places, all
   people of the account; else the person who converted. #}
with

conversions as (

    select * from {{ ref('int_conversions') }}

),

deal_people as (

    select * from {{ ref('int_deal_people') }}

),

account_people as (

    select * from {{ ref('int_account_people') }}

),

on_the_deal as (

    select
        conversions.conversion_id,
        deal_people.person_id,
        deal_people.role_weight
    from conversions
    inner join deal_people on conversions.opportunity_id = deal_people.opportunity_id

),

deals_with_people as (

    select distinct conversion_id from on_the_deal

),

without_deal_people as (

    select conversions.*
    from conversions
    left join deals_with_people
        on conversions.conversion_id = deals_with_people.conversion_id
    where deals_with_people.conversion_id is null

),

others as (

    select
        conversion_id,
        person_id
    from without_deal_people
    where person_id is not null

    union

    select
        without_deal_people.conversion_id,
        account_people.person_id
    from without_deal_people
    inner join account_people on without_deal_people.account_id = account_people.account_id

),

conversion_people as (

    select
        conversion_id,
        person_id,
        role_weight
    from on_the_deal

    union all

    select
        conversion_id,
        person_id,
        1 as role_weight
    from others

)

select * from conversion_people
