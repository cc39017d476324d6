with

quarantine as (

    {{ union_systems('quarantine', ['salesforce', 'google_ads', 'ga4', 'files']) }}

)

select * from quarantine
