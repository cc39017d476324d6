with

sellers as (

    {{ union_systems('sellers', ['salesforce', 'files']) }}

)

select * from sellers
