-- Who saw which products page: drawn afterwards, as said in company_experiments.sql.

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
