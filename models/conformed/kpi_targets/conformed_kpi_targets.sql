with

kpi_targets as (

    {{ union_systems('kpi_targets', ['files']) }}

)

select * from kpi_targets
