{{ config(enabled=system_is_on('salesforce')) }}

with

users as (

    select * from {{ ref('stg_salesforce__users') }}

),

conformed as (

    select
        'salesforce' as source_system,
        user_id as owner_id,
        {{ blank_to_null('title') }} as role,
        {{ blank_to_null('department') }} as team,
        is_active,
        loaded_at
    from users

)

select * from conformed
