-- From qualified leads to deals: who sits on them, what they go through, which are won and why.

create table deal_leads as
with qualified as (
    select
        decision.lead_no,
        decision.person_no,
        decision.decided_at,
        coalesce(person.company_no, offline.company_no) as company_no
    from lead_decisions as decision
    left join persons as person using (person_no)
    left join offline_persons as offline using (person_no)
    where decision.is_qualified and not decision.is_without_deal
)

-- colleagues within 75 days of the first are one project
select
    *,
    date_diff('day', min(decided_at) over (partition by company_no), decided_at) // 75 as project_no
from qualified;

create table deals as
with opened as (
    select
        company_no,
        project_no,
        min(decided_at) as created_at,
        arg_min(lead_no, (decided_at, lead_no)) as primary_lead_no,
        arg_min(person_no, (decided_at, lead_no)) as primary_person_no,
        false as is_legacy
    from deal_leads
    group by company_no, project_no
    union all
    -- sold by an old acquaintance, before anybody measured anything
    select
        company_no,
        0,
        date_trunc(
            'second',
            days_after(getvariable('window_start'), -20 - 60 * uniform(company_no, 'legacy'))
        ),
        null,
        getvariable('visitors') * 3 + 900000000 + company_no,
        true
    from companies
    where is_legacy
),

numbered as (
    select row_number() over (order by created_at, company_no, project_no) as deal_no, *
    from opened
)

select
    numbered.*,
    company.country,
    company.currency,
    company.company_name,
    company.domain,
    exp(
        8.25 + 0.75 * normal(deal_no, 'amount') + 0.1 * ln(company.employees)
    )::decimal(18, 2) as amount,
    date_trunc('second', days_after(
        numbered.created_at,
        if(numbered.is_legacy, 85, 10) + 60 * pow(uniform(deal_no, 'sales cycle'), 1.2)
    )) as decided_at,
    decided_at < getvariable('window_end') as is_decided,
    is_decided and deal_no % 12 = 3 as is_reopened,
    deal_no % 40 = 7 as is_deleted
from numbered
inner join companies as company using (company_no)
order by deal_no;

create table deal_people as
with colleagues as (
    select
        person.company_no,
        person.person_no,
        row_number() over (
            partition by person.company_no
            order by person.is_subscriber desc, uniform(
                person.person_no, 'colleague'
            ), person.person_no
        ) as colleague_no
    from persons as person
    where
        person.person_no not in (select person_no from lead_persons)
        and exists (from sessions where sessions.person_no = person.person_no)
),

invited as (
    select
        deal_no,
        company_no,
        created_at,
        slot_no,
        row_number() over (partition by company_no, slot_no order by deal_no) as invitation_no
    from deals cross join (values (1), (2)) as slot(slot_no)
    where not is_legacy and uniform(
        concat(deal_no, '-', slot_no), 'invited'
    ) < if(slot_no = 1, 0.5, 0.25)
),

everybody as (
    select deal.deal_no, deal.company_no, lead.person_no, lead.lead_no, lead.decided_at as joined_at, 1 as kind
    from deal_leads as lead
    inner join deals as deal using (company_no, project_no)
    where not deal.is_legacy
    union all
    select deal_no, company_no, primary_person_no, null, created_at, 1
    from deals
    where is_legacy
    union all
    select
        invited.deal_no,
        invited.company_no,
        -- one may be a silent reader of the site, another nobody ever saw there
        coalesce(
            if(invited.slot_no = 1, colleague.person_no, null),
            getvariable('visitors') * 3 + invited.deal_no * 10 + invited.slot_no
        ),
        null,
        date_trunc(
            'second', days_after(invited.created_at, 0.5 + 6 * uniform(invited.deal_no, 'joined'))
        ),
        2
    from invited
    left join colleagues as colleague
        on
            invited.company_no = colleague.company_no
            and invited.invitation_no = colleague.colleague_no
)

select
    row_number() over (
        order by everybody.joined_at, everybody.deal_no, everybody.person_no
    ) as role_no,
    everybody.*,
    everybody.person_no = deal.primary_person_no as is_primary,
    if(is_primary, 'Decision Maker', pick(
        ['Evaluator', 'Influencer', 'Economic Buyer', 'Business User', null],
        concat(deal_no, '-', person_no), 'role'
    )) as role,
    not is_primary and role_no % 9 = 4 as is_deleted
from everybody
inner join deals as deal using (deal_no)
where everybody.joined_at < getvariable('window_end')
order by role_no;

create table deal_chances as
select
    deal.deal_no as subject_id,
    member.person_no,
    deal.decided_at,
    if(deal.is_legacy, 9.0, 1.0) as fit
from deals as deal
inner join deal_people as member using (deal_no);

create table deal_hazards as from hazard_terms('deal_chances', 'deal_won');

create table deal_outcomes as
select
    deal.deal_no,
    sum(term.hazard_nano) / 1e9 as hazard,
    deal.is_decided and uniform(deal.deal_no, 'won') < 1 - exp(
        -sum(term.hazard_nano) / 1e9
    ) as is_won
from deals as deal
inner join deal_hazards as term on deal.deal_no = term.subject_id
group by deal.deal_no, deal.is_decided
order by deal_no;

create table deal_changes as
with stages as (
    from (values
        (1, 'Prospecting', 10, 'Pipeline', 0.0), (2, 'Qualification', 20, 'Pipeline', 0.12),
        (3, 'Needs Analysis', 35, 'Pipeline', 0.3), (
            4, 'Proposal/Price Quote', 65, 'BestCase', 0.45
        ),
        (5, 'Negotiation/Review', 80, 'Forecast', 0.6), (6, 'Closed Lost', 0, 'Omitted', 0.78),
        (
            7, 'Negotiation/Review', 80, 'Forecast', 0.9
        ), (8, 'Negotiation/Review', 80, 'Forecast', 1.0),
        (9, 'Closed', null, null, 1.0)
    ) as stage(step_no, stage_name, probability, forecast_category, share)
),

steps as (
    select
        deal.deal_no,
        stage.step_no,
        case when stage.step_no = 9 then if(
            outcome.is_won, 'Closed Won', 'Closed Lost'
        ) else stage.stage_name end as stage_name,
        case when stage.step_no = 9 then if(outcome.is_won, 100, 0) else stage.probability end as probability,
        case when stage.step_no = 9 then if(
            outcome.is_won, 'Closed', 'Omitted'
        ) else stage.forecast_category end as forecast_category,
        date_trunc('second', days_after(
            deal.created_at,
            stage.share * date_diff('second', deal.created_at, deal.decided_at) / 86400.0
        )) as changed_at,
        if(
            stage.step_no < 4,
            (
                deal.amount * (0.8 + 0.4 * uniform(deal.deal_no, 'estimate'))
            )::decimal(18, 2), deal.amount
        ) as amount,
        -- a first estimate is not always made
        stage.step_no = 1 and deal.deal_no % 9 = 2 as is_without_amount,
        deal.currency,
        deal.decided_at,
        if(stage.step_no in (6, 9), changed_at, deal.decided_at)::date as close_date
    from deals as deal
    inner join deal_outcomes as outcome using (deal_no)
    cross join stages as stage
    where case
        when stage.step_no in (1, 9) then true
        when stage.step_no in (6, 7) then deal.is_reopened
        -- a second row in the same second as the closing one: only their order tells them apart
        when stage.step_no = 8 then deal.deal_no % 10 = 1
        when stage.step_no = 5 then deal.is_reopened or deal.deal_no % 10 = 1 or uniform(
            deal.deal_no, 'negotiated'
        ) < 0.7
        else uniform(concat(deal.deal_no, '-', stage.step_no), 'stage') < 0.75
    end
)

select
    row_number() over (order by changed_at, deal_no, step_no) as change_no,
    deal_no,
    step_no,
    stage_name,
    probability,
    forecast_category,
    changed_at,
    if(is_without_amount, null, amount) as amount,
    currency,
    close_date
from steps
where changed_at < getvariable('window_end')
order by change_no;
