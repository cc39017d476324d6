with

accounts as (

    {{ union_systems('accounts', ['salesforce', 'files']) }}

)

select * from accounts
