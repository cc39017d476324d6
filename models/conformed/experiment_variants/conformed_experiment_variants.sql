with

experiment_variants as (

    {{ union_systems('experiment_variants', ['files']) }}

)

select * from experiment_variants
