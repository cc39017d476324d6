-- Names, addresses and ids of everybody the company knows by name.

create table cookies as
select
    device_no,
    concat(
        1000000000 + whole(device_no, 'cookie', 1100000000), '.', epoch(min(started_at))::bigint
    ) as client_id,
    min(started_at) as first_seen_at
from sessions
group by device_no;

create table known_persons as
with everybody as (
    select person_no, company_no from persons where is_subscriber
    union
    select person_no, company_no from persons where person_no in (
        from lead_persons select person_no
    )
    union
    select person_no, company_no from offline_persons
    union
    select person_no, company_no from persons where person_no in (from show_scans select person_no)
    union
    select person_no, company_no from deal_people
),

canary as (
    -- the primary person of the first deal that began on the web: in every table there is
    select coalesce(
        (
            select arg_min(deal.primary_person_no, deal.deal_no)
            from deals as deal
            inner join lead_persons as lead on deal.primary_lead_no = lead.lead_no
            inner join sessions as session using (session_no)
            inner join devices as device using (device_no)
            where not device.is_consent_denied and not deal.is_deleted
        ),
        (select arg_min(person_no, lead_no) from lead_persons)
    ) as person_no
),

named as (
    select
        everybody.person_no,
        everybody.company_no,
        everybody.person_no = (from canary) as is_canary,
        company.company_name,
        company.domain,
        company.country,
        company.country_name,
        company.industry,
        company.employees,
        company.annual_revenue,
        row_number() over (
            partition by company.country order by everybody.person_no
        ) as country_rank,
        pick([
            'Anna', 'Ben', 'Clara', 'David', 'Elif', 'Felix', 'Greta', 'Hannah', 'Ivan', 'Jana', 'Karim',
            'Lena', 'Mateo', 'Nora', 'Oskar', 'Paula', 'Quentin', 'Rosa', 'Søren', 'Tomasz', 'Ursula',
            'Viktor', 'Wiebke', 'Xaver', 'Yasmin', 'Zoë', 'Jürgen', 'René', 'Ingrid', 'Priya'
        ], everybody.person_no, 'first name') as first_name,
        pick([
            'Müller', 'Smith', 'Dubois', 'Jansen', 'Rossi', 'Novak', 'Brown', 'Weber', 'Garcia', 'Bauer',
            'Lefèvre', 'de Vries', 'O''Neill', 'Schröder', 'Nguyen', 'Kowalska', 'Hughes', 'Yılmaz',
            'Lindqvist', 'Becker', 'Okafor', 'Peters', 'Moreau', 'Visser', 'Clarke', 'Horváth'
        ], everybody.person_no, 'last name') as last_name,
        pick([
            'Lab Manager', 'Head of QC', 'Purchasing', 'Scientist', 'Quality Director', 'CEO', null
        ], everybody.person_no, 'title') as title
    from everybody
    inner join companies as company using (company_no)
),

numbers as (
    select
        *,
        country_rank::integer as n,
        case country
            when 'DE' then ['49', '30', '23125' || lpad(n::varchar, 6, '0'), '999999']
            when 'AT' then ['43', '1', '999' || lpad(n::varchar, 5, '0'), '99999']
            when 'FR' then ['33', '1', '9900' || lpad(n::varchar, 4, '0'), '9999']
            when 'NL' then ['31', '85', '008' || lpad(n::varchar, 4, '0'), '9999']
            when 'GB' then [
                '44', (
                    ['113', '114', '115', '116', '117', '118', '121', '131', '141', '151', '161']
                )[n // 1000 + 1],
                '4960' || lpad((n % 1000)::varchar, 3, '0'), '10999'
            ]
            else [
                '1', (['202', '206', '212', '213', '214', '215', '216', '303', '305', '312', '313', '314',
                '404', '407', '410', '412', '414', '415', '503', '504', '512', '513', '516', '602', '608',
                '612', '614', '617', '619', '702', '703', '713', '716', '718', '801', '804', '808', '816',
                '901', '904'])[n // 100 + 1],
                '55501' || lpad((n % 100)::varchar, 2, '0'), '3999'
            ]
        end as dialled
    from named
)

select
    * exclude (country_rank, n, dialled, first_name, last_name),
    if(is_canary, 'Canary', first_name) as first_name,
    if(is_canary, 'Zzyzxperson', last_name) as last_name,
    if(is_canary, 'canary.person@canary.example', concat(
        translate(lower(strip_accents(concat(first_name, '.', last_name))), ' ''øı', '--oi'),
        person_no, '@', if(uniform(person_no, 'free mail') < 0.08, 'freemail.example', domain)
    )) as email,
    -- a number stays unique or is not there: two people are never made one by accident
    case
        when is_canary then '+49 30 90182 7643'
        when uniform(person_no, 'phone') < 0.35 or n > dialled[4]::integer then null
        else concat('+', dialled[1], ' ', dialled[2], ' ', dialled[3])
    end as phone,
    case when is_canary then '030 / 90182 7643' when country = 'US' then concat(
        '(', dialled[2], ') ', left(dialled[3], 3), '-', substr(dialled[3], 4)
    )
        else concat('0', dialled[2], ' / ', dialled[3]) end as phone_national,
    if(
        uniform(person_no, 'app user') < 0.4,
        concat('hu_', left(md5(concat(getvariable('seed'), 'user', person_no)), 12)), null
    )
        as app_user_id
from numbers
order by person_no;
