{{ config(enabled=system_is_on('files')) }}

with

campaign_responses as (

    select * from {{ ref('stg_files__campaign_responses') }}

),

conformed as (

    select
        source_system,
        response_source_id,
        person_source_id,
        campaign_source_id,
        status,
        has_responded,
        responded_at,
        loaded_at
    from campaign_responses

)

select * from conformed
