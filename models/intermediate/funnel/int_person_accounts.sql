{# A person's account: that of their earliest record that has one. #}
with

resolved as (

    select * from {{ ref('int_people_resolved') }}
    where not is_deleted and account_id is not null

),

person_accounts as (

    select
        person_id,
        account_id
    from resolved
    qualify row_number() over (
        partition by person_id
        order by created_at asc nulls last, source_system asc, person_source_id asc
    ) = 1

)

select * from person_accounts
