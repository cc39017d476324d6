{{ config(enabled=system_is_on('salesforce')) }}

with

landed as (

    {{ landed_rows('salesforce', 'account', key=['id'], newest_by=['system_modstamp']) }}

),

accounts as (

    select
        id as account_id,
        master_record_id,
        parent_id as parent_account_id,
        owner_id,
        name,
        website,
        industry,
        billing_country,
        account_source,
        cast(number_of_employees as integer) as number_of_employees,
        {{ to_money('annual_revenue') }} as annual_revenue,
        cast(is_deleted as boolean) as is_deleted,
        cast(created_date as timestamp) as created_at,
        cast(last_modified_date as timestamp) as last_modified_at,
        cast(system_modstamp as timestamp) as system_modified_at,
        loaded_at
    from landed

)

select * from accounts
