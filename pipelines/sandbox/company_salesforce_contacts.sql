-- Contacts carry over what the form knew about their lead, as the CRM does on conversion.

create table company.salesforce."Contact" as
with contacts as (
    select contact_no as record_no, *, 'kept' as row_kind from contact_people
    union all
    select 5000000 + contact_no, * replace (created_at - interval 2 day as created_at), 'merged'
    from contact_people
    where contact_no % 40 = 6
    union all
    select 6000000 + contact_no, * replace (created_at + interval 1 day as created_at), 'deleted'
    from contact_people
    where contact_no % 60 = 9
)

select
    salesforce_id('003', contact.record_no) as "Id",
    contact.row_kind != 'kept' as "IsDeleted",
    if(
        contact.row_kind = 'merged', salesforce_id('003', contact.contact_no), null
    ) as "MasterRecordId",
    salesforce_id('001', account.account_no) as "AccountId",
    if(contact.row_kind = 'deleted', 'Test', person.first_name) as "FirstName",
    if(contact.row_kind = 'deleted', 'Contact', person.last_name) as "LastName",
    person.title as "Title",
    if(
        contact.row_kind = 'deleted', concat('test', contact.contact_no, '@halden.example'),
        person.email
    ) as "Email",
    if(contact.row_kind = 'kept', person.phone, null) as "Phone",
    null::varchar as "MobilePhone",
    if(person.is_canary, 'Asked again: canary.person@canary.example', null) as "Description",
    lead."LeadSource" as "LeadSource",
    person.country as "MailingCountry",
    owner_of(person.company_no) as "OwnerId",
    contact.contact_no % 19 = 2 as "HasOptedOutOfEmail",
    contact.created_at as "CreatedDate",
    least(getvariable('window_end'), contact.created_at + interval 5 day) as "LastModifiedDate",
    -- not by its name: the lead beside has a "LastModifiedDate" too, null for contacts without one
    least(getvariable('window_end'), contact.created_at + interval 5 day) + interval 1 second as "SystemModstamp",
    lead."GA_Client_ID__c",
    lead."App_User_ID__c",
    lead."GCLID__c",
    lead."UTM_Source__c",
    lead."UTM_Medium__c",
    lead."UTM_Campaign__c",
    lead."UTM_Content__c",
    lead."UTM_Term__c",
    lead."Self_Reported_Source__c"
from contacts as contact
inner join known_persons as person using (person_no)
inner join account_companies as account on person.company_no = account.company_no
left join lead_rows as row
    on contact.lead_no = row.lead_no and row.row_kind = 'first' and contact.row_kind = 'kept'
left join company.salesforce."Lead" as lead on lead."Id" = salesforce_id('00Q', row.row_no)
order by contact.record_no;
