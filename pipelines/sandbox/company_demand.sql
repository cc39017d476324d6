-- What marketing does: hazards, the people who become leads by them, and what caused each.

create table touches as
select
    session_no as touch_no,
    person_no,
    session_no,
    channel,
    started_at as touched_at
from sessions
union all
select 1000000000000 + person_no, person_no, null, 'Trade Show', scanned_at
from show_scans
union all
select
    1000000000000 + person_no,
    person_no,
    null,
    case kind when 'referral' then 'Partner Referral' when 'phone' then 'Phone' else 'Purchased List' end,
    berlin_to_utc(seconds_after(
        (
            getvariable('start_date') + whole(
                person_no, 'offline day', getvariable('days')
            )::integer
        )::timestamp,
        32400 + whole(person_no, 'offline time', 28800)
    ))
from offline_persons
where kind not in ('show 1', 'show 2');

-- Every touch is a moment at which its person may ask for a quote.
create table lead_chances as
select
    touch.touch_no as subject_id,
    touch.person_no,
    touch.touched_at as decided_at,
    coalesce(person.fit, 1.0) as fit
from touches as touch
left join persons as person using (person_no);

create table lead_hazards as from hazard_terms('lead_chances', 'lead');

create table lead_persons as
with totals as (
    select subject_id, sum(hazard_nano) / 1e9 as hazard from lead_hazards group by all
),

decided as (
    select
        chance.subject_id,
        chance.person_no,
        chance.fit,
        totals.hazard,
        touch.session_no,
        touch.channel as entry_channel,
        coalesce(
            seconds_after(last_page.viewed_at, 25), days_after(
                touch.touched_at, uniform(chance.person_no, 'typing up') * 2
            )
        ) as form_at,
        date_trunc('second', seconds_after(
            form_at, 2 + whole(chance.person_no, 'sync', 60)
            -- now and then the form tool queues for hours
            + if(
                uniform(chance.person_no, 'slow sync') < 0.03,
                whole(chance.person_no, 'sync hours', 20000), 0
            )
        )) as created_at
    from lead_chances as chance
    inner join totals using (subject_id)
    inner join touches as touch on chance.subject_id = touch.touch_no
    left join page_views as last_page
        on touch.session_no = last_page.session_no and last_page.page_no = last_page.page_count
    where uniform(chance.subject_id, 'lead') < 1 - exp(-totals.hazard)
    qualify row_number() over (
        partition by chance.person_no order by chance.decided_at, chance.subject_id
    ) = 1
)

select row_number() over (order by created_at, person_no) as lead_no, *
from decided
where created_at < getvariable('window_end')
order by lead_no;

-- Sales decides one to fourteen days later whether there is a project.
create table opportunity_chances as
select
    lead_no as subject_id,
    person_no,
    sqrt(fit) as fit,
    date_trunc(
        'second', days_after(created_at, 1 + 13 * uniform(person_no, 'qualification'))
    ) as decided_at
from lead_persons;

create table opportunity_hazards as from hazard_terms('opportunity_chances', 'opportunity');

create table lead_decisions as
select
    chance.subject_id as lead_no,
    chance.person_no,
    chance.decided_at,
    chance.decided_at < getvariable('window_end') as is_decided,
    is_decided
    and uniform(
        chance.person_no, 'opportunity'
    ) < 1 - exp(-sum(term.hazard_nano) / 1e9) as is_qualified,
    -- a visit is booked, but nobody opened a deal for it
    uniform(chance.person_no, 'no deal') < 0.06 as is_without_deal,
    sum(term.hazard_nano) / 1e9 as hazard
from opportunity_chances as chance
inner join opportunity_hazards as term using (subject_id)
group by chance.subject_id, chance.person_no, chance.decided_at
order by lead_no;
