-- Who waits longer than agreed, as of the newest landing, and how sales answered what was handed over in the period.
-- What is not due yet is in no rate: those of it that were answered would stand there without the others.
with

stalled_leads as (

    select * from marts.fct_stalled_leads

),

handoffs as (

    select * from marts.fct_lead_handoffs
    where
        handed_over_at >= $first_day
        and handed_over_at < $last_day + interval 1 day

),

waiting as (

    select
        count(*) as stuck_leads,
        count(*) filter (where blocked_by in ('no owner', 'owner has left')) as without_active_owner,
        count(*) filter (where blocked_by = 'next step overdue') as next_steps_overdue,
        median(hours_over)::double / 24 as median_days_over,
        max(hours_over)::double / 24 as longest_days_over
    from stalled_leads

),

answered as (

    select
        count(*) as handed_over,
        count(*) filter (where is_due and response = 'in time') as answered_in_time,
        count(*) filter (where is_due) as due,
        median(hours_to_first_activity)::double as median_hours_to_first_activity
    from handoffs

),

final as (

    select
        waiting.*,
        answered.*,
        100 * answered.answered_in_time / nullif(answered.due, 0) as in_time_percent
    from waiting
    cross join answered
    where waiting.stuck_leads > 0 or answered.handed_over > 0

)

select * from final
order by stuck_leads asc
