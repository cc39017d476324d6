-- The files people mail around: what the shop exports, and who was scanned at the first show.

create table order_file as
with readable as (
    select
        2 * row_number() over (
            order by line.ordered_on, line.order_no, line.line_no, line.order_type
        ) as place,
        orders.order_number,
        line.line_no::varchar as line_no,
        line.order_type,
        if(orders.is_online, 'online', 'store') as sales_channel,
        salesforce_id('001', orders.account_no) as account,
        orders.email,
        replace(line.amount::varchar, '.', ',') as amount,
        orders.currency,
        strftime(line.ordered_on, '%d.%m.%Y') as order_date,
        if(orders.has_coupon, 'LAB10', null) as coupon,
        if(orders.has_affiliate, 'labnews', null) as affiliate
    from order_lines as line
    inner join orders using (order_no)
)

select * exclude (place)
from (
    from readable
    union all
    values
        (
            5, 'HI-900001', '1', 'order', 'store', null, 'purchasing@unreadable.example',
            'twelve hundred', 'EUR', '14.07.2026', null, null
        ),
        (
            9, 'HI-900002', '1', 'order', 'online', null, 'lab@unreadable.example', '310,50', 'EUR',
            '31.02.2026', null, null
        )
) as rows
order by place;

create table show_list as
with scanned as (
    select person_no, scanned_at, 1 as scan_no from show_scans where show_no = 1
    union all
    -- whose badge was scanned at two stands
    select person_no, scanned_at + interval 2 hour, 2 from show_scans where show_no = 1 and person_no % 29 = 7
    union all
    select person_no, (
        select max(scanned_at) from show_scans where show_no = 1
    ) + interval 9 minute, 1
    from known_persons
    where is_canary and person_no not in (select person_no from show_scans where show_no = 1)
)

select
    concat(
        'LX26-',
        lpad((row_number() over (order by scanned.scanned_at, scanned.person_no))::varchar, 5, '0')
    ) as badge,
    scanned.person_no,
    scanned.scanned_at,
    known.first_name,
    known.last_name,
    known.company_name,
    known.title,
    if(
        scanned.person_no % 13 = 4 and not known.is_canary, upper(known.email), known.email
    ) as email,
    known.phone,
    known.country,
    strftime(utc_to_local(scanned.scanned_at, 'Europe/Berlin'), '%d.%m.%Y %H:%M') as scanned_on,
    if(scanned.person_no % 6 = 2, 'Send price list to ' || known.email, null) as note
from scanned
inner join known_persons as known using (person_no)
order by badge;
