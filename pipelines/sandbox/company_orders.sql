-- What won accounts buy later, what goes back, and the visits in which they buy online.

create table orders as
with buyers as (
    select
        deal.company_no,
        deal.primary_person_no as person_no,
        deal.amount as scale,
        deal.currency,
        deal.decided_at as since,
        concat('deal ', deal.deal_no) as reason,
        whole(deal.deal_no, 'orders', 5) as order_count
    from deals as deal
    inner join deal_outcomes as outcome using (deal_no)
    where outcome.is_won and not deal.is_deleted
    union all
    -- consumables for people without any deal: known by their address only
    select null, lead.person_no, 900, company.currency, lead.created_at, concat('lead ', lead.lead_no), 1
    from lead_persons as lead
    inner join lead_decisions as decision using (lead_no)
    inner join known_persons as person on lead.person_no = person.person_no
    inner join companies as company on person.company_no = company.company_no
    where not decision.is_qualified and lead.lead_no % 25 = 8
),

repeated as (
    select *, unnest(range(1, order_count + 1)) as repeat_no from buyers
),

dated as (
    select
        *,
        concat(reason, '/', repeat_no) as order_key,
        utc_to_local(
            days_after(
                since, 18 * repeat_no - 12 + 12 * uniform(concat(reason, '/', repeat_no), 'order')
            ),
            'Europe/Berlin'
        )::date as ordered_on
    from repeated
)

select
    row_number() over (order by ordered_on, order_key) as order_no,
    concat('HI-', 100000 + order_no) as order_number,
    dated.*,
    uniform(order_key, 'online') < 0.75 as is_online,
    order_no % 11 = 4 as has_coupon,
    order_no % 17 = 6 as has_affiliate,
    account.account_no,
    person.email
from dated
inner join known_persons as person using (person_no)
left join account_companies as account on dated.company_no = account.company_no
where ordered_on < getvariable('start_date') + getvariable('days')
order by order_no;

create table order_lines as
with lines as (
    select
        order_no,
        unnest(range(1, 2 + whole(order_key, 'lines', 2))) as line_no,
        ordered_on,
        order_key,
        scale
    from orders
),

priced as (
    select
        row_number() over (order by order_no, line_no) as row_no,
        order_no,
        line_no,
        ordered_on,
        (
            scale * (0.03 + 0.12 * uniform(concat(order_key, '/', line_no), 'price'))
        )::decimal(18, 2) as amount
    from lines
)

select order_no, line_no, 'order' as order_type, ordered_on, amount from priced
union all
select
    order_no,
    line_no,
    'refund',
    ordered_on + 3 + (row_no % 11)::integer,
    -- half of the returns are of a part only
    -(if(row_no % 2 = 0, amount, amount / 3))::decimal(18, 2)
from priced
where row_no % 9 = 5 and ordered_on + 3 + (row_no % 11)::integer < getvariable('start_date') + getvariable('days')
order by ordered_on, order_no, line_no, order_type;

create table shop_visits as
select
    2000000000000 + orders.order_no as session_no,
    orders.person_no,
    orders.order_no,
    known.device_no,
    berlin_to_utc(seconds_after(
        orders.ordered_on::timestamp, 36000 + whole(orders.order_key, 'shop time', 25000)
    )) as started_at
from orders
inner join (
    select person_no, arg_min(
        device_no, (started_at, session_no)
    ) as device_no, min(started_at) as first_at
    from sessions
    group by person_no
) as known
    on orders.person_no = known.person_no
where orders.is_online and known.first_at < orders.ordered_on - 1
order by orders.order_no;
