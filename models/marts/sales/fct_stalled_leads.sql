{# Whoever is in a stage for longer than its agreement allows, and what would move them on. Who was given back, or whose
   deals are all closed, waits for nobody. #}
with

funnel_stages as (

    select * from {{ ref('fct_funnel_stages') }}
    where entered_at <= {{ as_of() }} and (exited_at is null or exited_at > {{ as_of() }})

),

slas as (

    {{ stage_slas('stage_exit') }}

),

activities as (

    select * from {{ ref('int_sales_activities') }}

),

owners as (

    select * from {{ ref('int_person_owners') }}

),

{# Deals stand for the stage that the creation of a deal enters. #}
deal_stages as (

    select distinct funnel_stage as stage from {{ ref('conversion_types') }}
    where is_pipeline

),

people_with_open_deals as (

    select distinct deal_people.person_id
    from {{ ref('int_deal_people') }} as deal_people
    inner join {{ ref('int_deals') }} as deals on deal_people.opportunity_id = deals.opportunity_id
    where not coalesce(deals.is_closed, false)

),

given_back as (

    select
        person_id,
        cycle
    from {{ ref('fct_lead_handoffs') }}
    where verdict not in ('accepted', 'pending')

),

waiting as (

    select
        funnel_stages.*,
        slas.sla_id,
        slas.version as sla_version,
        slas.starts_with,
        slas.allowed_hours,
        slas.responsible,
        slas.activity_kinds
    from funnel_stages
    inner join slas on funnel_stages.stage = slas.stage and {{ sla_holds_at('slas', 'funnel_stages.entered_at') }}
    left join given_back on funnel_stages.person_id = given_back.person_id and funnel_stages.cycle = given_back.cycle
    left join deal_stages on funnel_stages.stage = deal_stages.stage
    left join people_with_open_deals on funnel_stages.person_id = people_with_open_deals.person_id
    where
        given_back.person_id is null
        and (deal_stages.stage is null or people_with_open_deals.person_id is not null)

),

worked as (

    select
        waiting.funnel_stage_id,
        max(case
            when activities.done_at between waiting.entered_at and {{ as_of() }} then activities.done_at
        end) as last_activity_at,
        max(case
            when activities.created_at <= {{ as_of() }} and coalesce(activities.done_at > {{ as_of() }}, true)
                then 1
            else 0
        end) = 1 as has_next_step,
        max(case
            when activities.created_at <= {{ as_of() }} and coalesce(activities.done_at > {{ as_of() }}, true)
                then activities.due_at
        end) as next_step_due_at
    from waiting
    inner join activities
        on waiting.person_id = activities.person_id and {{ activity_counts('waiting', 'activities') }}
    group by waiting.funnel_stage_id

),

timed as (

    select
        waiting.*,
        worked.last_activity_at,
        worked.next_step_due_at,
        coalesce(worked.has_next_step, false) as has_next_step,
        case
            when waiting.starts_with = 'last_activity' then coalesce(worked.last_activity_at, waiting.entered_at)
            else waiting.entered_at
        end as waiting_since_at
    from waiting
    left join worked on waiting.funnel_stage_id = worked.funnel_stage_id

),

final as (

    select
        timed.funnel_stage_id as stalled_lead_id,
        timed.person_id,
        timed.account_id,
        timed.stage,
        timed.cycle,
        owners.source_system,
        owners.owner_id,
        owners.owner_role,
        owners.owner_team,
        owners.is_owner_active,
        timed.responsible,
        timed.sla_id,
        timed.sla_version,
        case
            when owners.owner_id is null then 'no owner'
            when not owners.is_owner_active then 'owner has left'
            when timed.last_activity_at is null and not timed.has_next_step then 'no activity yet'
            when not timed.has_next_step then 'no next step'
            when timed.next_step_due_at < {{ as_of() }} then 'next step overdue'
            else 'next step planned'
        end as blocked_by,
        timed.allowed_hours,
        {{ hours_between(hours_after('timed.waiting_since_at', 'timed.allowed_hours'), as_of()) }} as hours_over,
        timed.entered_at,
        timed.waiting_since_at,
        {{ hours_after('timed.waiting_since_at', 'timed.allowed_hours') }} as due_at,
        timed.last_activity_at,
        timed.next_step_due_at
    from timed
    left join owners on timed.person_id = owners.person_id
    where {{ hours_after('timed.waiting_since_at', 'timed.allowed_hours') }} < {{ as_of() }}

)

select * from final
