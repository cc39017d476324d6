{{ config(enabled=system_is_on('google_ads')) }}

with

landed as (

    {{ landed_rows('google_ads', 'ad_group', key=['customer_id', 'id']) }}

),

ad_groups as (

    select
        cast(customer_id as string) as customer_id,
        cast(campaign_id as string) as campaign_id,
        cast(id as string) as ad_group_id,
        name,
        status,
        type,
        loaded_at
    from landed

)

select * from ad_groups
