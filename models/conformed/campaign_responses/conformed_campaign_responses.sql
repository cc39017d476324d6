with

campaign_responses as (

    {{ union_systems('campaign_responses', ['salesforce', 'files']) }}

)

select * from campaign_responses
