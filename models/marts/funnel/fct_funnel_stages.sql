{# A stage is entered when it is observed, or at the latest when a later one is: nobody is a customer who was never a
   lead, and no stage is entered after the next. #}
with

observations as (

    select * from {{ ref('int_funnel_observations') }}

),

stages as (

    select * from {{ ref('funnel_stages') }}

),

person_accounts as (

    select * from {{ ref('int_person_accounts') }}

),

furthest as (

    select
        observations.person_id,
        max(stages.position) as position
    from observations
    inner join stages on observations.stage = stages.stage
    group by observations.person_id

),

passed as (

    select
        furthest.person_id,
        stages.stage,
        stages.position,
        observations.reached_at,
        observations.rule_id,
        observations.rule_version,
        min(observations.reached_at) over (
            partition by furthest.person_id
            order by stages.position desc
            rows between unbounded preceding and current row
        ) as entered_at
    from furthest
    inner join stages on furthest.position >= stages.position
    left join observations
        on furthest.person_id = observations.person_id and stages.stage = observations.stage

),

final as (

    select
        md5(passed.person_id || '|1|' || passed.stage) as funnel_stage_id,
        passed.person_id,
        person_accounts.account_id,
        passed.stage,
        passed.position as stage_position,
        1 as cycle,
        case when passed.reached_at = passed.entered_at then 'observed' else 'implied' end as how_known,
        case when passed.reached_at = passed.entered_at then passed.rule_id end as rule_id,
        case when passed.reached_at = passed.entered_at then passed.rule_version end as rule_version,
        passed.entered_at,
        lead(passed.entered_at) over (partition by passed.person_id order by passed.position asc) as exited_at
    from passed
    left join person_accounts on passed.person_id = person_accounts.person_id

)

select * from final
