with

calls as (

    {{ union_systems('calls', ['files']) }}

)

select * from calls
