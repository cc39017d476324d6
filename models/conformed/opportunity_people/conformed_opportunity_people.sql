with

opportunity_people as (

    {{ union_systems('opportunity_people', ['salesforce', 'files']) }}

)

select * from opportunity_people
