{{ config(enabled=system_is_on('google_ads')) }}

with

landed as (

    {{ landed_rows('google_ads', 'ad_group_ad', key=['customer_id', 'ad_group_id', 'ad_id']) }}

),

ad_group_ads as (

    select
        cast(customer_id as string) as customer_id,
        cast(campaign_id as string) as campaign_id,
        cast(ad_group_id as string) as ad_group_id,
        cast(ad_id as string) as ad_id,
        ad_name,
        ad_type,
        status,
        final_url,
        loaded_at
    from landed

)

select * from ad_group_ads
