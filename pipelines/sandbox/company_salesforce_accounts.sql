-- The CRM's users and companies, under the API's own names.

create schema company.salesforce;

create table company.salesforce."User" as
select
    salesforce_id('005', user_no) as "Id",
    user_name as "Name",
    lower(replace(user_name, ' ', '.')) || '@halden.example' as "Email",
    user_no != 6 as "IsActive",
    null::varchar as "UserRoleId",
    title as "Title",
    department as "Department",
    getvariable('window_start') - to_days(400 - user_no::integer) as "CreatedDate",
    getvariable('window_start') - to_days(30 - user_no::integer) as "LastModifiedDate",
    "LastModifiedDate" as "SystemModstamp"
from (values
    (1, 'Ada Holm', 'Account Executive', 'Sales DACH'),
    (2, 'Boris Falk', 'Account Executive', 'Sales DACH'),
    (3, 'Chiara Conti', 'Account Executive', 'Sales South'),
    (4, 'Daan Smit', 'Account Executive', 'Sales Benelux'),
    (5, 'Erin Walsh', 'Account Executive', 'Sales UK and US'),
    (6, 'Former Colleague', 'Sales Development', 'Sales South'),
    (7, 'Gina Marsh', 'Sales Development', 'Sales UK and US'),
    (8, 'Integration User', null, null)
) as seat(user_no, user_name, title, department)
order by user_no;

create macro owner_of(company_no) as salesforce_id('005', 1 + company_no % 7);

-- The people sales has taken over: converted leads, and colleagues added by hand.
create table contact_people as
with joined as (
    select person_no, lead_no, decided_at as created_at from lead_decisions where is_qualified
    union all
    select person_no, null, joined_at from deal_people where lead_no is null
)

select
    row_number() over (order by min(created_at), person_no) as contact_no,
    person_no,
    min(lead_no) as lead_no,
    min(created_at) as created_at
from joined
group by person_no
order by contact_no;

create table account_companies as
select
    row_number() over (order by min(contact.created_at), person.company_no) as account_no,
    person.company_no,
    min(contact.created_at) as created_at
from contact_people as contact
inner join known_persons as person using (person_no)
group by person.company_no
order by account_no;

create table company.salesforce."Account" as
with accounts as (
    select account_no as record_no, account_no, company_no, created_at, false as is_loser
    from account_companies
    union all
    -- the same company typed in twice, merged later
    select 5000000 + account_no, account_no, company_no, created_at - interval 3 day, true
    from account_companies
    where account_no % 25 = 3
    union all
    -- typed in, found to be no customer, deleted
    select 6000000 + company_no, null, company_no, getvariable('window_start') + to_days(9), false
    from companies
    where company_no % 97 = 5 and company_no not in (select company_no from account_companies)
)

select
    salesforce_id('001', account.record_no) as "Id",
    account.is_loser or account.account_no is null as "IsDeleted",
    if(account.is_loser, salesforce_id('001', account.account_no), null) as "MasterRecordId",
    if(account.is_loser, upper(company.company_name), company.company_name) as "Name",
    if(account.is_loser, null, 'https://www.' || company.domain) as "Website",
    company.industry as "Industry",
    company.employees as "NumberOfEmployees",
    if(account.is_loser, null, company.annual_revenue) as "AnnualRevenue",
    company.country as "BillingCountry",
    if(
        account.account_no % 30 = 17 and not account.is_loser,
        salesforce_id('001', account.account_no - 1), null
    ) as "ParentId",
    owner_of(account.company_no) as "OwnerId",
    if(company.is_legacy, null, 'Web') as "AccountSource",
    account.created_at as "CreatedDate",
    least(account.created_at + interval 4 day, getvariable('window_end')) as "LastModifiedDate",
    "LastModifiedDate" as "SystemModstamp"
from accounts as account
inner join companies as company using (company_no)
order by account.record_no;
