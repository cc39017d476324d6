with

stage_changes as (

    {{ union_systems('stage_changes', ['salesforce', 'files']) }}

)

select * from stage_changes
