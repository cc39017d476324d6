-- Where leads wait longer than agreed, and what is missing.
with

stalled_leads as (

    select * from marts.fct_stalled_leads

),

stages as (

    select distinct
        stage,
        stage_position
    from marts.fct_funnel_stages

),

final as (

    select
        stages.stage_position,
        stalled_leads.stage,
        stalled_leads.responsible,
        stalled_leads.blocked_by,
        count(*) as leads,
        median(stalled_leads.hours_over)::double / 24 as median_days_over,
        max(stalled_leads.hours_over)::double / 24 as longest_days_over
    from stalled_leads
    left join stages on stalled_leads.stage = stages.stage
    group by all

)

select * from final
order by stage_position asc, stage asc, responsible asc, blocked_by asc
