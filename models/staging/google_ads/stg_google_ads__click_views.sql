{{ config(enabled=system_is_on('google_ads')) }}

with

landed as (

    {{ landed_rows('google_ads', 'click_view', key=['customer_id', 'gclid', 'date']) }}

),

click_views as (

    select
        cast(customer_id as string) as customer_id,
        gclid,
        cast(campaign_id as string) as campaign_id,
        cast(ad_group_id as string) as ad_group_id,
        cast(ad_id as string) as ad_id,
        keyword_text,
        keyword_match_type,
        cast(date as date) as clicked_on,
        loaded_at
    from landed

)

select * from click_views
