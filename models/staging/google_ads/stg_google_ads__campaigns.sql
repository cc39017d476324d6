{{ config(enabled=system_is_on('google_ads')) }}

with

landed as (

    {{ landed_rows('google_ads', 'campaign', key=['customer_id', 'id']) }}

),

campaigns as (

    select
        cast(customer_id as string) as customer_id,
        cast(id as string) as campaign_id,
        name,
        status,
        advertising_channel_type,
        cast(start_date as date) as start_date,
        cast(end_date as date) as end_date,
        loaded_at
    from landed

)

select * from campaigns
