-- From qualified leads to deals: who sits on them, and since when.

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
