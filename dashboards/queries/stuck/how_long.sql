-- For how long, beyond what was agreed.
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

waits as (

    select
        stage,
        case
            when hours_over < 24 * 7 then 1
            when hours_over < 24 * 14 then 2
            when hours_over < 24 * 30 then 3
            when hours_over < 24 * 60 then 4
            when hours_over < 24 * 90 then 5
            else 6
        end as wait_position
    from stalled_leads

),

final as (

    select
        waits.wait_position,
        case waits.wait_position
            when 1 then 'up to a week'
            when 2 then '1 to 2 weeks'
            when 3 then '2 to 4 weeks'
            when 4 then '1 to 2 months'
            when 5 then '2 to 3 months'
            else 'over 3 months'
        end as days_over,
        stages.stage_position,
        waits.stage,
        count(*) as leads
    from waits
    left join stages on waits.stage = stages.stage
    group by all

)

select * from final
order by wait_position asc, stage_position asc, stage asc
