{{ config(enabled=system_is_on('google_ads')) }}

with

landed as (

    {{ landed_rows('google_ads', 'campaign_performance', key=['customer_id', 'campaign_id', 'date']) }}

),

campaign_performances as (

    select
        cast(customer_id as string) as customer_id,
        cast(campaign_id as string) as campaign_id,
        cast(date as date) as date_day,
        cast(cost_micros as bigint) as cost_micros,
        cast(impressions as bigint) as impressions,
        cast(clicks as bigint) as clicks,
        cast(conversions as decimal(18, 6)) as conversions,
        cast(conversions_value as decimal(18, 6)) as conversions_value,
        loaded_at
    from landed

)

select * from campaign_performances
