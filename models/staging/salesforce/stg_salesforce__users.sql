{{ config(enabled=system_is_on('salesforce')) }}

with

landed as (

    {{ landed_rows('salesforce', 'user', key=['id'], newest_by=['system_modstamp']) }}

),

users as (

    select
        id as user_id,
        user_role_id,
        title,
        department,
        name_key,
        email_key,
        email_domain,
        cast(is_active as boolean) as is_active,
        cast(created_date as timestamp) as created_at,
        cast(last_modified_date as timestamp) as last_modified_at,
        cast(system_modstamp as timestamp) as system_modified_at,
        loaded_at
    from landed

)

select * from users
