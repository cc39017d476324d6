with

people as (

    {{ union_systems('people', ['salesforce', 'files']) }}

)

select * from people
