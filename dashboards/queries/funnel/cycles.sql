-- First passes through the funnel beside later ones: do people who come back go on as often?
with

funnel_stages as (

    select * from marts.fct_funnel_stages
    where
        entered_at >= $first_day
        and entered_at < $last_day + interval 1 day

),

passes as (

    select
        stage_position,
        stage,
        case when cycle = 1 then 'first pass' else 'later pass' end as pass,
        count(*) as entered,
        count(*) filter (where outcome = 'advanced') as advanced
    from funnel_stages
    where stage_position < (select max(stage_position) from marts.fct_funnel_stages)
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
