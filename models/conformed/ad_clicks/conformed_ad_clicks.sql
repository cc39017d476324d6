with

ad_clicks as (

    {{ union_systems('ad_clicks', ['google_ads', 'files']) }}

)

select * from ad_clicks
