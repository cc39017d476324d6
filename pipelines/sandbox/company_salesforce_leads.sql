-- Leads as the CRM holds them.

create table company.salesforce."Lead" as
with enriched as (
    select
        row.*,
        decision.is_qualified,
        decision.is_decided,
        decision.decided_at,
        master.row_no as master_row_no,
        contact.contact_no,
        account.account_no,
        deal.deal_no,
        lead.entry_channel,
        row.row_kind = 'first' and coalesce(decision.is_qualified, false) as is_converted
    from lead_rows as row
    left join lead_persons as lead on row.person_no = lead.person_no
    left join lead_decisions as decision on row.lead_no = decision.lead_no and row.row_kind != 'spam'
    left join lead_rows as master on row.lead_no = master.lead_no and master.row_kind = 'first'
    left join contact_people as contact on row.person_no = contact.person_no
    left join known_persons as person on row.person_no = person.person_no
    left join account_companies as account on person.company_no = account.company_no
    left join deal_people as deal on row.lead_no = deal.lead_no and deal.person_no = row.person_no
)

select
    salesforce_id('00Q', row_no) as "Id",
    row_kind in ('merged', 'spam') as "IsDeleted",
    if(row_kind = 'merged', salesforce_id('00Q', master_row_no), null) as "MasterRecordId",
    coalesce(person.first_name, 'Buy') as "FirstName",
    coalesce(person.last_name, 'Backlinks') as "LastName",
    coalesce(person.company_name, 'SEO offer') as "Company",
    person.title as "Title",
    case
        when row_kind = 'spam' then concat('offer', row_no, '@spam.example')
        when person.is_canary then person.email
        -- role mailboxes and untidy typing
        when row_no % 60 = 31 then 'info@' || person.domain
        when row_no % 11 = 4 then upper(left(person.email, 1)) || substr(person.email, 2)
        when row_no % 37 = 8 then ' ' || person.email || ' '
        when row_no % 50 = 22 then null
        else person.email
    end as "Email",
    case when row_no % 5 = 2 and row_no % 10 != 7 then person.phone_national else person.phone end as "Phone",
    if(row_no % 6 = 1, person.phone, null) as "MobilePhone",
    if(row_no % 3 = 0, person.domain, null) as "Website",
    case
        when person.is_canary
            then 'Please answer to canary.person@canary.example or call +49 30 90182 7643 after 10.'
        when row_no % 12 = 5 then concat(
            'Wants a demo. Write to ', person.email, coalesce(' or call ' || person.phone, ''), '.'
        )
        when row_no % 12 = 7 then 'Compares us with two others; budget until autumn.'
    end as "Description",
    case
        when row_kind = 'spam' then null
        when entry_channel = 'Phone' then if(row_no % 2 = 0, 'Phone Inquiry', null)
        when entry_channel in (
            'Trade Show', 'Partner Referral', 'Purchased List'
        ) then entry_channel
        when row_no % 7 = 3 then null
        else 'Web'
    end as "LeadSource",
    case
        when row_kind = 'spam' then 'Closed - Not Converted'
        when is_converted then 'Closed - Converted'
        when row_kind = 'first' and is_decided then ([
            'Closed - Not Converted', 'Marketing Qualified', 'Working - Contacted', 'Closed - Not Converted'
        ])[1 + row_no % 4]
        else if(row_no % 3 = 0, 'Working - Contacted', 'Open - Not Contacted')
    end as "Status",
    (['Hot', 'Warm', 'Cold', null])[1 + row_no % 4] as "Rating",
    person.industry as "Industry",
    person.employees as "NumberOfEmployees",
    if(row_no % 4 = 0, person.annual_revenue, null) as "AnnualRevenue",
    if(row_no % 10 = 7, person.country_name, person.country) as "Country",
    owner_of(coalesce(person.company_no, 1)) as "OwnerId",
    row_no % 17 = 6 as "HasOptedOutOfEmail",
    is_converted as "IsConverted",
    if(is_converted, decided_at::date, null) as "ConvertedDate",
    if(is_converted, salesforce_id('001', account_no), null) as "ConvertedAccountId",
    if(is_converted, salesforce_id('003', contact_no), null) as "ConvertedContactId",
    if(is_converted, salesforce_id('006', deal_no), null) as "ConvertedOpportunityId",
    enriched.created_at as "CreatedDate",
    least(getvariable('window_end'), case
        when row_kind = 'spam' then enriched.created_at + interval 1 day
        when row_kind = 'merged' then enriched.created_at + interval 30 hour
        when coalesce(is_decided, false) and row_kind = 'first' then decided_at
        else enriched.created_at + interval 40 minute
    end) as "LastModifiedDate",
    "LastModifiedDate" + interval 2 second as "SystemModstamp",
    -- the hidden form field fails now and then; without consent there is no cookie to read
    if(device.is_consent_denied or row_no % 13 = 5, null, cookie.client_id) as "GA_Client_ID__c",
    if(session.session_no is null, null, person.app_user_id) as "App_User_ID__c",
    session.gclid as "GCLID__c",
    session.utm_source as "UTM_Source__c",
    session.utm_medium as "UTM_Medium__c",
    session.utm_campaign as "UTM_Campaign__c",
    if(session.gclid is null, null, session.ad_id::varchar) as "UTM_Content__c",
    ad.keyword as "UTM_Term__c",
    if(row_kind = 'spam' or (row_no % 10 >= 3 and "LeadSource" is not null), null, case entry_channel
        when 'Trade Show' then 'Met you at LabExpo'
        when 'Partner Referral' then 'Recommended by a colleague'
        when 'Phone' then 'Saw an advert in LabNews'
        when 'Paid Search' then if(row_no % 2 = 0, 'Google', 'google search')
        when 'Organic Search' then (['Google', 'searched online', 'a colleague'])[1 + row_no % 3]
        when 'Email' then 'your newsletter'
        when 'Paid Social' then 'LinkedIn'
        when 'Organic Social' then 'LinkedIn'
        when 'Referral' then 'labnews.example'
        when 'Display' then 'Banner'
        else if(row_no % 2 = 0, 'podcast', 'don''t remember')
    end) as "Self_Reported_Source__c",
    case when row_kind = 'spam' then 'Spam' when "Status" = 'Closed - Not Converted' then pick(
        ['No project', 'No budget', 'Wrong contact', 'Competitor', 'Not reached', null],
        row_no, 'rejection'
    ) end as "Rejection_Reason__c",
    if("Status" = 'Closed - Not Converted', "LastModifiedDate", null) as "Rejected_At__c"
from enriched
left join known_persons as person on enriched.person_no = person.person_no
left join sessions as session on enriched.session_no = session.session_no
left join ads as ad on session.ad_id = ad.ad_id
left join devices as device on enriched.device_no = device.device_no
left join cookies as cookie on enriched.device_no = cookie.device_no
order by row_no;
