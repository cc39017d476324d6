{{ config(enabled=system_is_on('salesforce')) }}

with

landed as (

    {{ landed_rows('salesforce', 'opportunity_contact_role', key=['id'], newest_by=['system_modstamp']) }}

),

opportunity_contact_roles as (

    select
        id as opportunity_contact_role_id,
        opportunity_id,
        contact_id,
        role,
        cast(is_primary as boolean) as is_primary,
        cast(is_deleted as boolean) as is_deleted,
        cast(created_date as timestamp) as created_at,
        cast(last_modified_date as timestamp) as last_modified_at,
        cast(system_modstamp as timestamp) as system_modified_at,
        loaded_at
    from landed

)

select * from opportunity_contact_roles
