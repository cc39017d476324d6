{# Every person record with the person and the account it belongs to. #}
with

people as (

    select * from {{ ref('conformed_people') }}

),

person_identifiers as (

    select * from {{ ref('int_person_identifiers') }}
    where identifier_type = 'crm_id'

),

accounts as (

    select * from {{ ref('int_accounts_resolved') }}

),

resolved as (

    select
        people.source_system,
        people.person_source_id,
        person_identifiers.person_id,
        accounts.account_id,
        people.kind,
        coalesce(people.is_deleted, false) as is_deleted,
        people.created_at
    from people
    inner join person_identifiers
        on concat(people.source_system, ':', people.person_source_id) = person_identifiers.identifier
    left join accounts
        on
            people.source_system = accounts.source_system
            and coalesce(people.account_source_id, people.converted_account_source_id) = accounts.account_source_id

)

select * from resolved
