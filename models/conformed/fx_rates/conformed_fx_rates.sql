with

fx_rates as (

    {{ union_systems('fx_rates', ['files']) }}

)

select * from fx_rates
