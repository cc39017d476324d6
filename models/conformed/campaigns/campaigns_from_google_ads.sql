{{ config(enabled=system_is_on('google_ads')) }}

with

campaigns as (

    select * from {{ ref('stg_google_ads__campaigns') }}

),

customers as (

    select * from {{ ref('stg_google_ads__customers') }}

),

conformed as (

    select
        'google_ads' as source_system,
        campaigns.campaign_id as campaign_source_id,
        'google_ads' as platform,
        campaigns.customer_id as ad_account_id,
        campaigns.name,
        campaigns.advertising_channel_type as type,
        cast(null as string) as channel_hint,
        campaigns.status,
        campaigns.start_date as starts_on,
        campaigns.end_date as ends_on,
        cast(null as decimal(18, 2)) as budgeted_cost,
        cast(null as decimal(18, 2)) as actual_cost,
        customers.currency_code,
        cast(null as string) as parent_source_id,
        campaigns.loaded_at
    from campaigns
    left join customers
        on campaigns.customer_id = customers.customer_id

)

select * from conformed
