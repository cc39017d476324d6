{# Marketing hands a lead over when it enters a stage that sales must answer. The first thing a seller does after that
   is the answer, until the same person is handed over again. Accepted is whoever enters the next stage. A stage that a
   later one only implies was never handed over. #}
with

funnel_stages as (

    select * from {{ ref('fct_funnel_stages') }}
    where entered_at <= {{ as_of() }}

),

slas as (

    {{ stage_slas('first_activity') }}

),

activities as (

    select * from {{ ref('int_sales_activities') }}
    where done_at <= {{ as_of() }}

),

rejections as (

    select * from {{ ref('int_lead_rejections') }}
    where rejected_at is null or rejected_at <= {{ as_of() }}

),

owners as (

    select * from {{ ref('int_person_owners') }}

),

handed_over as (

    select
        funnel_stages.funnel_stage_id as handoff_id,
        funnel_stages.person_id,
        funnel_stages.account_id,
        funnel_stages.cycle,
        funnel_stages.stage,
        funnel_stages.entered_at as handed_over_at,
        lead(funnel_stages.entered_at) over (
            partition by funnel_stages.person_id, funnel_stages.stage
            order by funnel_stages.cycle asc
        ) as handed_over_again_at,
        next_stages.entered_at as accepted_at,
        slas.sla_id,
        slas.version as sla_version,
        slas.allowed_hours,
        slas.activity_kinds,
        {{ hours_after('funnel_stages.entered_at', 'slas.allowed_hours') }} as due_at,
        due_at < {{ as_of() }} as is_due
    from funnel_stages
    inner join slas on funnel_stages.stage = slas.stage and {{ sla_holds_at('slas', 'funnel_stages.entered_at') }}
    left join funnel_stages as next_stages
        on
            funnel_stages.person_id = next_stages.person_id
            and funnel_stages.cycle = next_stages.cycle
            and funnel_stages.stage_position + 1 = next_stages.stage_position
    where funnel_stages.how_known = 'observed'

),

answers as (

    select
        handed_over.handoff_id,
        activities.kind,
        activities.owner_id,
        activities.done_at
    from handed_over
    inner join activities
        on
            handed_over.person_id = activities.person_id
            and handed_over.handed_over_at <= activities.done_at
            and (handed_over.handed_over_again_at is null or handed_over.handed_over_again_at > activities.done_at)
            and {{ activity_counts('handed_over', 'activities') }}
    qualify row_number() over (
        partition by handed_over.handoff_id
        order by activities.done_at asc, activities.activity_id asc
    ) = 1

),

given_back as (

    select
        handed_over.handoff_id,
        rejections.outcome,
        rejections.rejection_reason,
        rejections.rejected_at
    from handed_over
    inner join rejections
        on
            handed_over.person_id = rejections.person_id
            and (rejections.rejected_at is not null or handed_over.handed_over_again_at is null)
            and coalesce(handed_over.handed_over_at <= rejections.rejected_at, true)
            and coalesce(handed_over.handed_over_again_at > rejections.rejected_at, true)
    qualify row_number() over (
        partition by handed_over.handoff_id
        order by rejections.rejected_at asc nulls last, rejections.source_system asc, rejections.person_source_id asc
    ) = 1

),

final as (

    select
        handed_over.handoff_id,
        handed_over.person_id,
        handed_over.account_id,
        handed_over.stage,
        handed_over.cycle,
        owners.source_system,
        owners.owner_id,
        owners.owner_role,
        owners.owner_team,
        owners.is_owner_active,
        handed_over.sla_id,
        handed_over.sla_version,
        case
            when
                handed_over.accepted_at is not null
                and coalesce(handed_over.accepted_at <= given_back.rejected_at, true)
                then 'accepted'
            else coalesce(given_back.outcome, 'pending')
        end as verdict,
        given_back.rejection_reason,
        case
            when answers.done_at <= handed_over.due_at then 'in time'
            when answers.done_at > handed_over.due_at then 'late'
            when verdict <> 'pending' then 'decided untouched'
            when handed_over.is_due then 'overdue'
            else 'waiting'
        end as response,
        answers.kind as first_activity_kind,
        answers.owner_id as first_activity_owner_id,
        handed_over.allowed_hours,
        {{ hours_between('handed_over.handed_over_at', 'answers.done_at') }} as hours_to_first_activity,
        handed_over.is_due,
        handed_over.handed_over_at,
        handed_over.due_at,
        answers.done_at as first_activity_at,
        handed_over.accepted_at,
        given_back.rejected_at
    from handed_over
    left join owners on handed_over.person_id = owners.person_id
    left join answers on handed_over.handoff_id = answers.handoff_id
    left join given_back on handed_over.handoff_id = given_back.handoff_id

)

select * from final
