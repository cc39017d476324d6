-- What the company tries out: proof on the products page, and the subject of a mail.
--
-- Nothing else of the company knows of it, so a variant cannot cause what was drawn before. It is
-- drawn afterwards, from the chance that who converted, or did not, had seen it. That gives the same
-- joint distribution as to toss a coin first and let the variant work: P(v) P(y | v) = P(y) P(v | y).

create table experiment_plans as
from (values
    (
        'products-page-proof', 'Quotes of customers on the products page make more visitors inquire',
        'mqi', 14, 'plain', 'quotes', 7, 16, 0.56
    ),
    (
        'invitation-subject', 'A question as the subject of an invitation makes more readers buy',
        'order', 30, 'statement', 'question', getvariable('days')::integer // 4, 0, 0.5
    )
) as plan(
    experiment_id, hypothesis, conversion_type, window_days, control_id, variant_id, first_day,
    days_before_end,
    -- Among those who convert, the share that saw the variant: odds of 0.56 to 0.44 are a rate
    -- that is 27 % higher.
    share_of_converters
);

create table experiment_file as
select
    experiment_id as experiment,
    unnest([control_id, variant_id]) as variant,
    hypothesis,
    conversion_type as goal,
    window_days,
    unnest(['yes', 'no']) as control,
    50 as share,
    strftime(getvariable('start_date')::date + first_day, '%d.%m.%Y') as starts_on,
    strftime(
        getvariable('start_date')::date + getvariable('days')::integer - days_before_end, '%d.%m.%Y'
    ) as ends_on
from experiment_plans
order by experiment_id, control desc;

-- The first of each kind of inquiry, as an inquiry is counted.
create table first_inquiries as
select session.person_no, event.event_name, min(event.event_at) as inquired_at
from event_rows as event
inner join all_sessions as session using (session_no)
where event.event_name in ('generate_lead', 'sign_up', 'file_download') and not session.is_bot
group by all;

create table products_page_views as
select
    page.session_no,
    page.page_no,
    page.viewed_at,
    session.person_no,
    session.device_no
from visited_pages as page
inner join all_sessions as session using (session_no)
inner join experiment_plans as plan on plan.experiment_id = 'products-page-proof'
where
    page.path = '/products'
    and not session.is_bot
    and page.viewed_at >= getvariable('start_date')::timestamp + to_days(plan.first_day)
    and page.viewed_at < getvariable('start_date')::timestamp
    + to_days((getvariable('days') - plan.days_before_end)::integer);

create table products_page_people as
with people as (
    select person_no, min(viewed_at) as seen_at
    from products_page_views
    group by person_no
),

outcomes as (
    select
        people.person_no,
        people.seen_at,
        bool_or(coalesce(
            first_inquiries.inquired_at > people.seen_at
            and first_inquiries.inquired_at < people.seen_at + to_days(14), false
        )) as is_converted
    from people
    left join first_inquiries using (person_no)
    group by all
),

chances as (
    select
        outcomes.*,
        plan.share_of_converters,
        avg(is_converted::integer) over () as rate
    from outcomes
    cross join experiment_plans as plan
    where plan.experiment_id = 'products-page-proof'
)

select
    person_no,
    seen_at,
    is_converted,
    uniform(person_no, 'products page') < if(
        -- half of all people see it, whatever the rate
        is_converted, share_of_converters, (0.5 - share_of_converters * rate) / (1 - rate)
    ) as is_treated
from chances;

-- The site tosses its coin by cookie: a quarter of second devices shows the other page, a device of
-- several people one page to all of them.
create table experiment_views as
with devices_seen as (
    select
        device_no,
        any_value(person_no order by person_no) as person_no,
        count(distinct person_no) = 1 as is_own,
        device_no % 10 = 1 or uniform(device_no, 'products page again') < 0.5 as is_remembered
    from products_page_views
    group by device_no
)

select
    view.session_no,
    view.page_no,
    plan.experiment_id,
    if(
        if(
            device.is_own and device.is_remembered,
            person.is_treated, uniform(device_no, 'products page device') < 0.5
        ),
        plan.variant_id, plan.control_id
    ) as variant_id
from products_page_views as view
inner join devices_seen as device using (device_no)
inner join products_page_people as person on device.person_no = person.person_no
inner join experiment_plans as plan on plan.experiment_id = 'products-page-proof';

-- The mail tool was to send each subject to half of the readers, and lost a fifth of one list.
create table experiment_mails as
with drawn as (
    select
        known.person_no,
        known.email,
        plan.experiment_id,
        uniform(known.person_no, 'invitation') < 0.5 as is_treated,
        if(uniform(known.person_no, 'invitation') < 0.5, plan.variant_id, plan.control_id) as variant_id,
        (getvariable('start_date')::date + plan.first_day)::timestamp + interval 9 hour
        + to_seconds(whole(known.person_no, 'invitation sent', 3600)) as sent_at
    from known_persons as known
    cross join experiment_plans as plan
    where plan.experiment_id = 'invitation-subject' and known.email is not null
)

select
    row_number() over (order by sent_at, person_no) as mail_no,
    * exclude (is_treated)
from drawn
where not is_treated or uniform(person_no, 'invitation lost') >= 0.2
order by mail_no;

-- By true person; whoever saw both pages is in neither.
create table truth_experiments as
with views as (
    select
        experiment_id,
        session.person_no,
        min(variant_id) as variant_id,
        count(distinct variant_id) as variants
    from experiment_views
    inner join all_sessions as session using (session_no)
    group by all
)

select
    plan.experiment_id,
    views.variant_id,
    count(*) as people,
    count(*) filter (person.is_converted) as converters,
    (select count(*) from views where variants > 1) as people_in_several_variants,
    if(
        views.variant_id = plan.control_id, 0,
        plan.share_of_converters / (1 - plan.share_of_converters) - 1
    ) as true_relative_difference
from views
inner join products_page_people as person using (person_no)
inner join experiment_plans as plan using (experiment_id)
where views.variants = 1
group by all

union all

select
    plan.experiment_id,
    mail.variant_id,
    count(*) as people,
    null as converters,
    0 as people_in_several_variants,
    0 as true_relative_difference
from experiment_mails as mail
inner join experiment_plans as plan using (experiment_id)
group by all
order by experiment_id, variant_id;
