-- What sellers do about leads and deals, and when: done, planned and overdue.

create table seller_habits as
from (values
    (1, 0.4, 0.02), (2, 2.0, 0.04), (3, 5.0, 0.05), (4, 9.0, 0.08), (5, 20.0, 0.10), (6, 72.0, 0.55), (7, 40.0, 0.15)
) as habit(seller_no, hours_to_first, share_never);

create table lead_responses as
with leads as (
    select
        row.row_no,
        row.person_no,
        row.created_at,
        1 + coalesce(person.company_no, 1) % 7 as seller_no,
        lead."IsConverted" as is_converted,
        lead."Status" = 'Open - Not Contacted' as is_untouched,
        not starts_with(lead."Status", 'Closed') as is_open,
        decision.decided_at,
        if(decision.is_decided, decision.decided_at, getvariable('window_end')) as until_at,
        if(lead."IsConverted", contact.contact_no, null) as contact_no
    from lead_rows as row
    inner join company.salesforce."Lead" as lead on lead."Id" = salesforce_id('00Q', row.row_no)
    left join known_persons as person on row.person_no = person.person_no
    left join lead_decisions as decision on row.lead_no = decision.lead_no
    left join contact_people as contact on row.person_no = contact.person_no
    where row.row_kind = 'first'
)

select
    leads.*,
    seconds_after(
        leads.created_at, 120 - 3600 * habit.hours_to_first * ln(1 - uniform(row_no, 'response'))
    ) as free_at,
    date_trunc('second', if(
        is_converted,
        least(free_at, leads.created_at + (decided_at - leads.created_at) * 0.6),
        free_at
    )) as first_at,
    not is_untouched
    and first_at < until_at
    and (is_converted or uniform(row_no, 'never answered') >= habit.share_never) as is_answered
from leads
inner join seller_habits as habit using (seller_no)
order by row_no;

create table sales_activities as
with answers as (
    -- the first answer and up to three more, until sales has decided
    select
        concat('lead-', row_no, '-', step.step_no) as activity_key,
        person_no,
        seller_no,
        salesforce_id(if(contact_no is null, '00Q', '003'), coalesce(contact_no, row_no)) as who_id,
        null::varchar as what_id,
        pick(
            if(step.step_no = 0, ['Call', 'Email'], ['Call', 'Email', 'Email', 'Meeting']), activity_key, 'kind'
        ) as kind,
        date_trunc('second', days_after(
            first_at, step.step_no * (0.8 + 2 * uniform(row_no, 'pace'))
        )) as happens_at,
        happens_at as created_at,
        true as is_done
    from lead_responses
    cross join range(4) as step(step_no)
    where is_answered and step.step_no <= whole(row_no, 'answers', 4) and happens_at < until_at
),

next_steps as (
    -- some leads have a next step, some of these are overdue, and some leads have none
    select
        concat('next-', row_no),
        person_no,
        seller_no,
        salesforce_id('00Q', row_no),
        null,
        'Task',
        date_trunc('day', getvariable('window_end')) + to_days(
            if(row_no % 8 = 2, -2, 1) * (1 + whole(row_no, 'due', 5))
        ),
        first_at,
        false
    from lead_responses
    where is_answered and is_open and row_no % 2 = 0
),

mass_mails as (
    -- the mailing tool, not a seller; its user is the eighth
    select
        concat('mass-', row_no),
        person_no,
        8,
        salesforce_id(if(contact_no is null, '00Q', '003'), coalesce(contact_no, row_no)),
        null,
        'ListEmail',
        created_at + interval 1 minute,
        created_at + interval 1 minute,
        true
    from lead_responses
    where row_no % 4 = 2 and created_at + interval 1 minute < getvariable('window_end')
),

deal_work as (
    select
        deal.*,
        1 + deal.company_no % 7 as seller_no,
        salesforce_id('003', contact.contact_no) as who_id,
        salesforce_id('006', deal.deal_no) as what_id
    from deals as deal
    inner join contact_people as contact on deal.primary_person_no = contact.person_no
),

deal_steps as (
    select
        concat('deal-', deal_no, '-', step.step_no) as activity_key,
        primary_person_no,
        seller_no,
        who_id,
        what_id,
        pick(['Meeting', 'Call', 'Email', 'Meeting', 'Task'], activity_key, 'kind'),
        date_trunc('second', created_at + (decided_at - created_at) * uniform(activity_key, 'moment')) as happens_at,
        happens_at,
        true
    from deal_work
    cross join range(5) as step(step_no)
    where step.step_no < 1 + whole(deal_no, 'deal steps', 5) and happens_at < getvariable('window_end')
),

deal_plans as (
    select
        concat('plan-', deal_no),
        primary_person_no,
        seller_no,
        who_id,
        what_id,
        'Meeting',
        date_trunc('hour', days_after(getvariable('window_end'), 1 + 9 * uniform(deal_no, 'planned for'))),
        created_at,
        false
    from deal_work
    where not is_decided and deal_no % 5 < 3
),

after_sale as (
    select
        concat('sold-', deal_no),
        primary_person_no,
        seller_no,
        who_id,
        null,
        'Call',
        decided_at + interval 7 day,
        decided_at + interval 7 day,
        true
    from deal_work
    inner join deal_outcomes using (deal_no)
    where is_won and decided_at + interval 7 day < getvariable('window_end')
)

select row_number() over (order by created_at, activity_key) as activity_no, *
from (
    from answers union all from next_steps union all from mass_mails
    union all from deal_steps union all from deal_plans union all from after_sale
) as activities
order by activity_no;
