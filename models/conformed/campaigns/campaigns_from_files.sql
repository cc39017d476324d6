{{ config(enabled=system_is_on('files')) }}

with

campaigns as (

    select * from {{ ref('stg_files__campaigns') }}

),

conformed as (

    select
        source_system,
        campaign_source_id,
        platform,
        ad_account_id,
        name,
        type,
        channel_hint,
        status,
        starts_on,
        ends_on,
        budgeted_cost,
        actual_cost,
        currency_code,
        parent_source_id,
        loaded_at
    from campaigns

)

select * from conformed
