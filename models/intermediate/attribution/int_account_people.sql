{# Who belongs to an account: whose record says so, whose lead was converted into it, who sits on one of its deals. #}
with

people as (

    select * from {{ ref('conformed_people') }}
    where not coalesce(is_deleted, false) or merged_into_source_id is not null

),

resolved as (

    select * from {{ ref('int_people_resolved') }}

),

accounts as (

    select * from {{ ref('int_accounts_resolved') }}

),

deal_people as (

    select * from {{ ref('int_deal_people') }}

),

deals as (

    select * from {{ ref('int_deals') }}

),

memberships as (

    {# Two joins by equal values: one by either of them would compare every person with every account. #}
    {% for account in ['account_source_id', 'converted_account_source_id'] -%}
    select
        accounts.account_id,
        resolved.person_id
    from people
    inner join resolved
        on
            people.source_system = resolved.source_system
            and people.person_source_id = resolved.person_source_id
    inner join accounts
        on
            people.source_system = accounts.source_system
            and people.{{ account }} = accounts.account_source_id

    union

    {% endfor -%}
    select
        deals.account_id,
        deal_people.person_id
    from deals
    inner join deal_people on deals.opportunity_id = deal_people.opportunity_id
    where deals.account_id is not null

)

select * from memberships
