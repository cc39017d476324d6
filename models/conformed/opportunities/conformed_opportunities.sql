with

opportunities as (

    {{ union_systems('opportunities', ['salesforce', 'files']) }}

)

select * from opportunities
