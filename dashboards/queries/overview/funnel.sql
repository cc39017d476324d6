-- How many entered each stage in these days, and how many of them have gone on since.
with

fct_funnel_stages as (

    select * from marts.fct_funnel_stages
    where entered_at::date between $first_day and $last_day

)

select
    stage,
    stage_position,
    count(*) as entered,
    count(*) filter (where outcome = 'advanced') as advanced,
    count(*) filter (where outcome = 'advanced') / count(*) * 100 as advanced_percent,
    median(days_in_stage) filter (where outcome = 'advanced') as median_days
from fct_funnel_stages
group by stage, stage_position
order by stage_position asc
