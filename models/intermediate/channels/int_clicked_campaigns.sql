{# The campaign behind each click id a platform reports. #}
with

ad_clicks as (

    select * from {{ ref('conformed_ad_clicks') }}

),

clicked as (

    select
        click_id,
        md5(concat(source_system, '|', campaign_source_id)) as campaign_id
    from ad_clicks
    where campaign_source_id is not null
    qualify row_number() over (
        partition by click_id
        order by clicked_on, source_system, campaign_source_id
    ) = 1

)

select * from clicked
