-- Leads: first ones, second ones that are merged or stay, and spam.

create table lead_rows as
with base as (
    select
        lead.lead_no,
        lead.person_no,
        lead.created_at,
        lead.session_no,
        session.device_no,
        'first' as row_kind
    from lead_persons as lead
    left join sessions as session using (session_no)
),

again as (
    -- the same person asks again, often from the other device: some of these are merged, some stay
    select
        base.lead_no,
        base.person_no,
        date_trunc(
            'second', days_after(base.created_at, 0.2 + 8 * uniform(base.lead_no, 'again'))
        ) as created_at,
        base.session_no,
        coalesce(other.device_no, base.device_no) as device_no,
        if(base.lead_no % 20 = 4 and not decision.is_qualified, 'merged', 'duplicate') as row_kind
    from base
    inner join lead_decisions as decision using (lead_no)
    left join persons as person on base.person_no = person.person_no
    left join cookies as other
        on
            person.has_second_device
            and other.device_no = if(
                base.device_no = base.person_no * 10 + 2,
                person.first_device_no, base.person_no * 10 + 2
            )
    where
        (base.lead_no % 20 = 4 and not decision.is_qualified)
        or base.lead_no % 20 = 9
        or (base.lead_no % 3 = 1 and other.device_no is not null)
),

spam as (
    select lead_no, -lead_no, created_at + interval 11 minute, null, null, 'spam'
    from base
    where lead_no % 33 = 12
)

select row_number() over (order by created_at, lead_no, row_kind) as row_no, *
from (from base union all from again union all from spam) as rows
where created_at < getvariable('window_end') - interval 1 hour
order by row_no;
