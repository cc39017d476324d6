-- How old the newest thing of each resource was when the marts were built, and how long ago its system landed.
with

data_quality as (

    select * from marts.fct_data_quality
    where metric in ('hours_since_landing', 'hours_since_newest')

),

final as (

    select
        source_system,
        coalesce(resource, '(landing)') as resource,
        value as hours,
        warn_value as late_after_hours,
        verdict,
        owner
    from data_quality

)

select * from final
order by hours desc nulls last, source_system asc, resource asc
