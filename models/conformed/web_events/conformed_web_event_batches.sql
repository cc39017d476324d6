with

batches as (

    {{ union_systems('web_event_batches', ['ga4', 'files']) }}

)

select * from batches
