{{ config(enabled=system_is_on('google_ads')) }}

with

click_views as (

    select * from {{ ref('stg_google_ads__click_views') }}

),

{# A click near midnight can be reported on two days: the first is when it happened. #}
first_reports as (

    select *
    from click_views
    qualify row_number() over (
        partition by gclid
        order by clicked_on nulls last, customer_id nulls last
    ) = 1

),

conformed as (

    select
        'google_ads' as source_system,
        gclid as click_id,
        'gclid' as click_id_type,
        'google_ads' as platform,
        clicked_on,
        customer_id as ad_account_id,
        campaign_id as campaign_source_id,
        ad_group_id as ad_group_source_id,
        ad_id as ad_source_id,
        keyword_text as keyword,
        loaded_at
    from first_reports

)

select * from conformed
