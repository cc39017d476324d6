-- Whose leads they are. No owner is a line of its own: it is the longest one where leads are not routed.
with

stalled_leads as (

    select * from marts.fct_stalled_leads

),

final as (

    select
        coalesce(owner_id, '(no owner)') as owner,
        owner_team,
        owner_role,
        is_owner_active,
        count(*) as leads,
        count(*) filter (where blocked_by = 'no activity yet') as no_activity_yet,
        count(*) filter (where blocked_by = 'no next step') as no_next_step,
        count(*) filter (where blocked_by = 'next step overdue') as next_step_overdue,
        count(*) filter (where blocked_by = 'next step planned') as next_step_planned,
        median(hours_over)::double / 24 as median_days_over,
        max(hours_over)::double / 24 as longest_days_over
    from stalled_leads
    group by owner_id, owner_team, owner_role, is_owner_active

)

select * from final
order by leads desc, owner asc
