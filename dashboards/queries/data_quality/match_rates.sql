-- How much of what should be joined is joined, beside the value below (or above) which it is a warning.
with

data_quality as (

    select * from marts.fct_data_quality
    where
        unit = 'share'
        and value is not null
        and (
            metric in ('people_seen_on_the_web', 'inquiries_in_the_crm', 'spend_with_touches')
            or (metric = 'events_by_verdict' and reason = 'accepted')
        )

),

final as (

    select
        metric,
        source_system,
        resource,
        numerator,
        denominator,
        100 * value as percent,
        100 * warn_value as warn_percent,
        verdict
    from data_quality

)

select * from final
order by metric asc, source_system asc nulls first, resource asc nulls first
