{{ config(enabled=system_is_on('salesforce')) }}

with

roles as (

    select *
    from {{ ref('stg_salesforce__opportunity_contact_roles') }}
    where
        is_deleted is distinct from true
        and contact_id is not null

),

{# Salesforce allows one primary contact a deal, but a role changed between two reads may show two: the newest is it. #}
ranked as (

    select
        *,
        coalesce(is_primary, false) and row_number() over (
            partition by opportunity_id
            order by
                coalesce(is_primary, false) desc nulls last,
                last_modified_at desc nulls last,
                opportunity_contact_role_id asc nulls last
        ) = 1 as is_the_primary
    from roles

),

one_role_a_person as (

    select *
    from ranked
    qualify row_number() over (
        partition by opportunity_id, contact_id
        order by
            is_the_primary desc nulls last,
            last_modified_at desc nulls last,
            opportunity_contact_role_id asc nulls last
    ) = 1

),

conformed as (

    select
        'salesforce' as source_system,
        opportunity_id as opportunity_source_id,
        contact_id as person_source_id,
        role,
        is_the_primary as is_primary,
        loaded_at
    from one_role_a_person

)

select * from conformed
