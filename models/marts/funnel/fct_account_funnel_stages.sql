{# The same funnel, of accounts: each stage is entered by whoever of it, or whichever of its deals, is first. #}
with

funnel_stages as (

    select * from {{ ref('int_funnel_stages') }}
    where subject_type = 'account'

),

final as (

    select
        md5(concat(subject_id, '|', cast(cycle as string), '|', stage)) as account_funnel_stage_id,
        subject_id as account_id,
        stage,
        stage_position,
        cycle,
        how_known,
        outcome,
        rule_id,
        rule_version,
        {{ days_between('entered_at', 'exited_at') }} as days_in_stage,
        entered_at,
        exited_at
    from funnel_stages

)

select * from final
