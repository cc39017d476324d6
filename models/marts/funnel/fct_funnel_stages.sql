with

funnel_stages as (

    select * from {{ ref('int_funnel_stages') }}
    where subject_type = 'person'

),

person_accounts as (

    select * from {{ ref('int_person_accounts') }}

),

final as (

    select
        md5(concat(
            funnel_stages.subject_id, '|', cast(funnel_stages.cycle as string), '|', funnel_stages.stage
        )) as funnel_stage_id,
        funnel_stages.subject_id as person_id,
        person_accounts.account_id,
        funnel_stages.stage,
        funnel_stages.stage_position,
        funnel_stages.cycle,
        funnel_stages.how_known,
        funnel_stages.outcome,
        funnel_stages.rule_id,
        funnel_stages.rule_version,
        {{ days_between('funnel_stages.entered_at', 'funnel_stages.exited_at') }} as days_in_stage,
        funnel_stages.entered_at,
        funnel_stages.exited_at
    from funnel_stages
    left join person_accounts on funnel_stages.subject_id = person_accounts.person_id

)

select * from final
