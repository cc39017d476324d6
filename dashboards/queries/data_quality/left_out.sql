-- What was landed and does not count as it was, with the reason: nothing is dropped silently. Events that do not count
-- are among the verdicts on events; rejected_events would show them twice.
with

data_quality as (

    select * from marts.fct_data_quality
    where
        metric in (
            'quarantined_rows', 'flawed_events', 'unmapped_statuses', 'undated_conversions',
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
