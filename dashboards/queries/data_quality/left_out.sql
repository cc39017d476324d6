-- What was landed and is not counted, with the reason: nothing is dropped silently.
with

data_quality as (

    select * from marts.fct_data_quality
    where
        metric in (
            'quarantined_rows', 'rejected_events', 'flawed_events', 'unmapped_statuses', 'undated_conversions',
            'conversions_without_person', 'unconverted_amounts', 'identity_cuts', 'systems_without_rows'
        )
        or (metric = 'events_by_verdict' and reason <> 'accepted')

),

final as (

    select
        metric,
        source_system,
        resource,
        reason,
        numerator as counted,
        verdict,
        owner
    from data_quality
    where numerator > 0

)

select * from final
order by counted desc, metric asc, source_system asc nulls first, resource asc nulls first, reason asc nulls first
