with

identities as (

    {{ union_systems('identities', ['files']) }}

)

select * from identities
