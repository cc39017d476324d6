-- Who there is: companies, the people in them, and the devices they browse on.
-- People are numbered: 1..visitors come to the site, above that are those who never do.

create table companies as
with numbered as (
    select
        company_no,
        uniform(company_no, 'company country') * 100 as country_draw,
        pick([
            'Nordwind', 'Albatros', 'Kestrel', 'Lindenhof', 'Meridian', 'Brightwater', 'Ostsee',
            'Rhenus', 'Sextant', 'Tannenberg', 'Vantage', 'Wexford', 'Arcadia', 'Blauwal', 'Corvus',
            'Delphin', 'Elmstone', 'Falkirk', 'Granit', 'Hollis'
        ], company_no, 'company first word') as first_word,
        pick([
            'Analytik', 'Pharma', 'Biotech', 'Labs', 'Chemie', 'Foods', 'Diagnostics', 'Polymers',
            'Research', 'Water'
        ], company_no, 'company second word') as second_word,
        pick(['Pharmaceuticals', 'Chemicals', 'Food & Beverage', 'Biotechnology', 'Education'],
            company_no, 'industry') as industry,
        least(90000, 8 * exp(2.2 * abs(normal(company_no, 'employees'))))::integer as employees
    from (select unnest(range(
        1, 1 + greatest(40, getvariable('visitors') // 25)
        + greatest(4, getvariable('visitors') // 700)
    )) as company_no)
)

select
    numbered.company_no,
    numbered.company_no > greatest(40, getvariable('visitors') // 25) as is_legacy,
    market.country,
    market.country_name,
    market.currency,
    market.region,
    concat(numbered.first_word, ' ', numbered.second_word, case market.country
        when 'US' then ' Inc.' when 'GB' then ' Ltd' when 'FR' then ' SAS' when 'NL' then ' B.V.'
        else ' GmbH' end) as company_name,
    lower(concat(numbered.first_word, '-', numbered.second_word, '-', numbered.company_no))
    || '.example' as domain,
    numbered.industry,
    numbered.employees,
    (numbered.employees * 145000.00)::decimal(18, 2) as annual_revenue
from numbered
inner join markets as market
    on numbered.country_draw >= market.from_share and numbered.country_draw < market.to_share;

create table persons as
with visitors as (
    select
        person_no,
        1 + floor(
            greatest(40, getvariable('visitors') // 25) * pow(uniform(person_no, 'employer'), 1.5)
        )::bigint as company_no,
        -- about twenty people leave their traces on one showroom tablet, whatever the size
        person_no % greatest(15, getvariable('visitors') // 20) = 5 as is_kiosk_user,
        person_no % 100 in (11, 12) as shares_device,
        uniform(person_no, 'prospect') < 0.25 as is_prospect
    from (select unnest(range(1, getvariable('visitors') + 1)) as person_no)
)

select
    *,
    exp(0.8 * normal(person_no, 'fit') - 0.32)
    * if(is_prospect, 2.2, 0.45) * if(is_kiosk_user, 10, if(shares_device, 3, 1)) as fit,
    uniform(person_no, 'subscriber') < if(is_prospect, 0.26, 0.03) as is_subscriber,
    uniform(person_no, 'second device') < 0.22 as has_second_device,
    case
        when is_kiosk_user then 7
        when shares_device then (person_no - person_no % 100 + 10) * 10 + 1
        else person_no * 10 + 1
    end as first_device_no
from visitors;

create table offline_persons as
with numbered as (
    select
        row_number() over () as offline_no,
        getvariable('visitors') + offline_no as person_no
    from range(greatest(24, getvariable('visitors') // 80))
),

kinds as (
    select
        *,
        case
            when offline_no % 20 < 9 then 'show 1' when offline_no % 20 < 12 then 'show 2'
            when offline_no % 20 < 16 then 'referral' when offline_no % 20 < 18 then 'phone'
            else 'list'
        end as kind
    from numbered
)

select
    person_no,
    kind,
    1 + floor(greatest(40, getvariable('visitors') // 25) * uniform(person_no, 'employer'))::bigint
        as company_no
from kinds;

-- Some people who know the site are scanned at the first show as well.
create table show_scans as
select
    person_no,
    if(kind = 'show 2', 2, 1) as show_no,
    berlin_to_utc(seconds_after(
        (getvariable('start_date') + floor(
            getvariable('days') * if(kind = 'show 2', 0.7, 0.2)
        )::integer)::timestamp + to_days(whole(person_no, 'show day', 3)::integer),
        9 * 3600 + whole(person_no, 'show time', 8 * 3600)
    )) as scanned_at
from (
    select person_no, kind from offline_persons where kind in ('show 1', 'show 2')
    union all
    select person_no, 'show 1'
    from persons
    where person_no % 250 = 77 or (getvariable('visitors') < 2000 and person_no % 40 = 7)
);

create table devices as
with device_numbers as (
    select distinct first_device_no as device_no, false as is_second from persons
    union all
    select person_no * 10 + 2, true from persons where has_second_device
)

select
    device_no,
    is_second,
    if(device_no = 7, 'tablet', case
        when uniform(device_no, 'category') < if(is_second, 0.2, 0.78) then 'desktop'
        when uniform(device_no, 'category') < 0.95 then 'mobile'
        else 'tablet'
    end) as category,
    pick(
        ['Chrome', 'Chrome', 'Chrome', 'Edge', 'Firefox', 'Safari'], device_no, 'browser'
    ) as browser,
    device_no != 7 and uniform(device_no, 'consent') < 0.12 as is_consent_denied,
    uniform(device_no, 'ads consent') < 0.08 as is_ads_denied
from device_numbers;
