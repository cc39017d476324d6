-- What the call-tracking tool knows: numbers that a number pool showed to a visitor, and the one in the brochure.

create table call_list as
with within_visits as (
    select
        session.session_no,
        session.person_no,
        cookie.client_id,
        device.is_consent_denied,
        session.gclid,
        session.utm_source,
        session.utm_medium,
        session.utm_campaign,
        seconds_after(session.started_at, 30 + 240 * uniform(session.session_no, 'call moment')) as rang_at
    from sessions as session
    inner join persons as person using (person_no)
    inner join devices as device using (device_no)
    inner join cookies as cookie using (device_no)
    where person.is_prospect and uniform(session.session_no, 'call') < 0.02
),

-- from the brochure, hours or days after the last visit
from_print as (
    select
        person_no,
        seconds_after(max(started_at), 36000 + 400000 * uniform(person_no, 'print call moment')) as rang_at
    from sessions
    where uniform(person_no, 'print call') < 0.006
    group by person_no
),

calls as (
    select
        concat('pool-', session_no) as call_key,
        person_no,
        rang_at,
        if(is_consent_denied, null, client_id) as client_id,
        'Website' as shown_on,
        gclid,
        utm_source,
        utm_medium,
        utm_campaign
    from within_visits
    union all
    select
        concat('print-', person_no), person_no, rang_at, null, 'Brochure', null, null, null, null
    from from_print
),

drawn as (
    select *, uniform(call_key, 'call outcome') as outcome_draw from calls
)

select
    concat('CAL', lpad((row_number() over (order by drawn.rang_at, drawn.call_key))::varchar, 6, '0')) as call_no,
    drawn.person_no,
    -- a number that is not known here was withheld
    known.phone as caller,
    drawn.shown_on,
    if(drawn.shown_on = 'Website', '+49 30 23125 900', '+49 30 23125 901') as dialled,
    drawn.client_id as visitor,
    drawn.gclid,
    drawn.utm_source,
    drawn.utm_medium,
    drawn.utm_campaign,
    strftime(drawn.rang_at, '%Y-%m-%d %H:%M:%S') as started_at,
    if(outcome_draw < 0.2, 0, 20 + whole(call_key, 'call length', 900))::varchar as seconds,
    case when outcome_draw < 0.2 then 'missed' when outcome_draw < 0.3 then 'voicemail' else 'answered' end as outcome
from drawn
left join known_persons as known on drawn.person_no = known.person_no
where drawn.rang_at < getvariable('start_date') + getvariable('days')::integer
order by call_no;
