with

experiment_exposures as (

    {{ union_systems('experiment_exposures', ['files']) }}

)

select * from experiment_exposures
