with

campaigns as (

    {{ union_systems('campaigns', ['salesforce', 'google_ads', 'files']) }}

)

select * from campaigns
