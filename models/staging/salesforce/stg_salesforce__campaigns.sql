{{ config(enabled=system_is_on('salesforce')) }}

with

landed as (

    {{ landed_rows('salesforce', 'campaign', key=['id'], newest_by=['system_modstamp']) }}

),

campaigns as (

    select
        id as campaign_id,
        parent_id as parent_campaign_id,
        owner_id,
        name,
        type,
        status,
        currency_iso_code,
        {{ to_money('budgeted_cost') }} as budgeted_cost,
        {{ to_money('actual_cost') }} as actual_cost,
        {{ to_money('expected_revenue') }} as expected_revenue,
        cast(is_deleted as boolean) as is_deleted,
        cast(is_active as boolean) as is_active,
        cast(start_date as date) as start_date,
        cast(end_date as date) as end_date,
        cast(created_date as timestamp) as created_at,
        cast(last_modified_date as timestamp) as last_modified_at,
        cast(system_modstamp as timestamp) as system_modified_at,
        loaded_at
    from landed

)

select * from campaigns
