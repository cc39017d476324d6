{{ config(enabled=system_is_on('salesforce')) }}

with

landed as (

    {{ landed_rows('salesforce', 'campaign_member', key=['id'], newest_by=['system_modstamp']) }}

),

campaign_members as (

    select
        id as campaign_member_id,
        campaign_id,
        lead_id,
        contact_id,
        status,
        cast(has_responded as boolean) as has_responded,
        cast(is_deleted as boolean) as is_deleted,
        cast(first_responded_date as date) as first_responded_date,
        cast(created_date as timestamp) as created_at,
        cast(last_modified_date as timestamp) as last_modified_at,
        cast(system_modstamp as timestamp) as system_modified_at,
        loaded_at
    from landed

)

select * from campaign_members
