{{ config(enabled=system_is_on('salesforce')) }}

with

members as (

    select *
    from {{ ref('stg_salesforce__campaign_members') }}
    where
        has_responded
        and is_deleted is distinct from true

),

conformed as (

    select
        'salesforce' as source_system,
        campaign_member_id as response_source_id,
        {# A member keeps its lead after conversion and gains the contact. #}
        coalesce(contact_id, lead_id) as person_source_id,
        campaign_id as campaign_source_id,
        status,
        has_responded,
        {# Salesforce tells the day of the first response; on the day the member was made it was at that moment. #}
        case
            when first_responded_date is null or first_responded_date = cast(created_at as date) then created_at
            else cast(first_responded_date as timestamp)
        end as responded_at,
        loaded_at
    from members

)

select * from conformed
