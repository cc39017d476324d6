with

web_events as (

    {{ union_systems('web_events', ['ga4', 'files']) }}

)

select * from web_events
