{{ config(enabled=system_is_on('salesforce')) }}

with

campaigns as (

    select *
    from {{ ref('stg_salesforce__campaigns') }}
    where is_deleted is distinct from true

),

conformed as (

    select
        'salesforce' as source_system,
        campaign_id as campaign_source_id,
        cast(null as string) as platform,
        cast(null as string) as ad_account_id,
        name,
        type,
        cast(null as string) as channel_hint,
        status,
        start_date as starts_on,
        end_date as ends_on,
        budgeted_cost,
        actual_cost,
        currency_iso_code as currency_code,
        parent_campaign_id as parent_source_id,
        loaded_at
    from campaigns

)

select * from conformed
