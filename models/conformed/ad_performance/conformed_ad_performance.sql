with

ad_performance as (

    {{ union_systems('ad_performance', ['google_ads', 'files']) }}

)

select * from ad_performance
