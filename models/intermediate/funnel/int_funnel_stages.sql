{# A stage is entered when it is observed, or at the latest when a later one is: nobody is a customer who was never a
   lead, and no stage is entered after the next. A later cycle begins at the stage observed first in it: who fell back to
   an inquiry does not become a visitor again. It takes more than a visit to begin one. #}
with

stages as (

    select * from {{ ref('funnel_stages') }}

),

cycles as (

    select * from {{ ref('int_funnel_cycles') }}

),

observations as (

    select
        observations.*,
        stages.position,
        min(observations.reached_at) over (cycle) as began_at
    from {{ ref('int_funnel_observations') }} as observations
    inner join stages on observations.stage = stages.stage
    window cycle as (partition by observations.subject_type, observations.subject_id, observations.cycle)

),

ways as (

    select
        subject_type,
        subject_id,
        cycle,
        case
            when cycle = 1 then 1
            else min(case when reached_at = began_at then position end)
        end as first_position,
        max(position) as last_position
    from observations
    group by subject_type, subject_id, cycle
    having cycle = 1 or max(case when rule_id <> 'first_visit' then 1 else 0 end) = 1

),

passed as (

    select
        ways.subject_type,
        ways.subject_id,
        ways.cycle,
        ways.last_position,
        stages.stage,
        stages.position,
        observations.reached_at,
        observations.rule_id,
        observations.rule_version,
        min(observations.reached_at) over (
            partition by ways.subject_type, ways.subject_id, ways.cycle
            order by stages.position desc
            rows between unbounded preceding and current row
        ) as entered_at
    from ways
    inner join stages on stages.position between ways.first_position and ways.last_position
    left join observations
        on
            ways.subject_type = observations.subject_type
            and ways.subject_id = observations.subject_id
            and ways.cycle = observations.cycle
            and stages.stage = observations.stage

),

left_again as (

    select
        passed.subject_type,
        passed.subject_id,
        passed.cycle,
        passed.stage,
        passed.position as stage_position,
        case when passed.reached_at = passed.entered_at then 'observed' else 'implied' end as how_known,
        case when passed.reached_at = passed.entered_at then passed.rule_id end as rule_id,
        case when passed.reached_at = passed.entered_at then passed.rule_version end as rule_version,
        case when passed.position < passed.last_position then 'advanced' else coalesce(cycles.outcome, 'open') end
            as outcome,
        passed.entered_at,
        coalesce(
            lead(passed.entered_at) over (
                partition by passed.subject_type, passed.subject_id, passed.cycle
                order by passed.position asc
            ),
            cycles.ended_at
        ) as exited_at
    from passed
    left join cycles
        on
            passed.subject_type = cycles.subject_type
            and passed.subject_id = cycles.subject_id
            and passed.cycle = cycles.cycle

)

select * from left_again
