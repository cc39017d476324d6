-- The list to work through. First what is nearest to money, then what waits longest; the record is the
-- owner's CRM's own id.
with

stalled_leads as (

    select * from marts.fct_stalled_leads

),

crm_records as (

    select
        stalled_leads.stalled_lead_id,
        arg_min(
            identifiers.identifier,
            (
                not coalesce(starts_with(identifiers.identifier, stalled_leads.source_system || ':'), false),
                identifiers.identifier
            )
        ) as crm_record
    from stalled_leads
    inner join marts.dim_identifiers as identifiers
        on
            stalled_leads.person_id = identifiers.person_id
            and identifiers.identifier_type = 'crm_id'
    group by stalled_leads.stalled_lead_id

),

stages as (

    select distinct
        stage,
        stage_position
    from marts.fct_funnel_stages

),

final as (

    select
        stages.stage_position,
        stalled_leads.stage,
        stalled_leads.blocked_by,
        case stalled_leads.blocked_by
            when 'no owner' then 'Give it to somebody'
            when 'owner has left' then 'Give it to somebody else'
            when 'no activity yet' then 'Get in touch'
            when 'no next step' then 'Agree on a next step, or give it back'
            when 'next step overdue' then 'Do the step, or move it'
            else 'Bring the step forward, or give it back'
        end as what_to_do,
        crm_records.crm_record,
        accounts.name as company,
        stalled_leads.owner_id as owner,
        stalled_leads.owner_team,
        stalled_leads.responsible,
        stalled_leads.hours_over::double / 24 as days_over,
        stalled_leads.waiting_since_at::date as waiting_since,
        stalled_leads.last_activity_at::date as last_activity,
        stalled_leads.next_step_due_at::date as next_step_due,
        stalled_leads.person_id
    from stalled_leads
    left join crm_records on stalled_leads.stalled_lead_id = crm_records.stalled_lead_id
    left join marts.dim_accounts as accounts on stalled_leads.account_id = accounts.account_id
    left join stages on stalled_leads.stage = stages.stage

)

select * from final
order by stage_position desc, days_over desc, person_id asc
