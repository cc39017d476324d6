{{ config(enabled=system_is_on('salesforce')) }}

with

landed as (

    {{ landed_rows('salesforce', 'opportunity', key=['id'], newest_by=['system_modstamp']) }}

),

opportunities as (

    select
        id as opportunity_id,
        account_id,
        campaign_id,
        contact_id,
        owner_id,
        name,
        stage_name,
        currency_iso_code,
        type,
        lead_source,
        {{ to_money('amount') }} as amount,
        cast(probability as decimal(18, 2)) as probability,
        cast(is_deleted as boolean) as is_deleted,
        cast(is_closed as boolean) as is_closed,
        cast(is_won as boolean) as is_won,
        cast(close_date as date) as close_date,
        cast(created_date as timestamp) as created_at,
        cast(last_modified_date as timestamp) as last_modified_at,
        cast(system_modstamp as timestamp) as system_modified_at,
        loaded_at
    from landed

)

select * from opportunities
