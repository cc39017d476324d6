-- First passes through the funnel beside later ones: do people who come back go on as often?
with

funnel_stages as (

    select * from marts.fct_funnel_stages
    where
        entered_at >= $first_day
        and entered_at < $last_day + interval 1 day

),

steps as (

    select distinct from_stage from marts.fct_funnel_conversion

),

passes as (

    select
        funnel_stages.stage_position,
        funnel_stages.stage,
        case when funnel_stages.cycle = 1 then 'first pass' else 'later pass' end as pass,
        count(*) as entered,
        count(*) filter (where funnel_stages.outcome = 'advanced') as advanced
    from funnel_stages
    inner join steps on funnel_stages.stage = steps.from_stage
    group by all

),

final as (

    select
        stage_position,
        stage,
        pass,
        entered,
        advanced,
        100 * advanced / entered as went_on_percent
    from passes

)

select * from final
order by stage_position asc, pass asc
