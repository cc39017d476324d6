{{ config(enabled=system_is_on('files')) }}

with

ad_clicks as (

    select * from {{ ref('stg_files__ad_clicks') }}

),

conformed as (

    select
        source_system,
        click_id,
        click_id_type,
        platform,
        clicked_on,
        ad_account_id,
        campaign_source_id,
        ad_group_source_id,
        ad_source_id,
        keyword,
        loaded_at
    from ad_clicks

)

select * from conformed
