{{ config(enabled=system_is_on('files')) }}

with

opportunities as (

    select * from {{ ref('stg_files__opportunities') }}

),

conformed as (

    select
        source_system,
        opportunity_source_id,
        account_source_id,
        primary_person_source_id,
        campaign_source_id,
        name,
        stage,
        amount,
        currency_code,
        lead_source,
        owner_id,
        created_at,
        closed_at,
        is_won,
        is_closed,
        is_deleted,
        loaded_at
    from opportunities

)

select * from conformed
