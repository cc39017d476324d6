-- The same by team: a lead in time is one that a seller was in touch with before it was due. What is not due yet is in
-- no rate of answers.
with

handoffs as (

    select * from marts.fct_lead_handoffs
    where
        handed_over_at >= $first_day
        and handed_over_at < $last_day + interval 1 day

),

final as (

    select
        case when owner_id is null then '(no owner)' else coalesce(owner_team, '(no team)') end as team,
        count(*) as handed_over,
        count(*) filter (where is_due) as due,
        count(*) filter (where is_due and response = 'in time') as in_time,
        100 * in_time / nullif(due, 0) as in_time_percent,
        median(hours_to_first_activity)::double as median_hours,
        count(*) filter (where verdict = 'accepted') as accepted,
        100 * accepted / handed_over as accepted_percent,
        count(*) filter (where verdict in ('rejected', 'recycled')) as given_back,
        count(*) filter (where response = 'overdue') as nobody_answered
    from handoffs
    group by team

)

select * from final
order by handed_over desc, team asc
