-- The CRM's deals, their history and their people, its campaigns and their members.

create table crm_campaigns as
select
    *,
    getvariable('start_date') + floor(getvariable('days') * start_share)::integer as starts_on,
    starts_on + length_days as ends_on
from (values
    (1, 'LabExpo Europe 2026', 'Trade Show', 0.2, 2, 18000.00, 19480.55, 'EUR'),
    (2, 'PharmaTech Boston 2026', 'Trade Show', 0.7, 2, 14000.00, 13110.00, 'USD'),
    (3, 'Webinar: titration basics', 'Webinar', 0.35, 0, 900.00, 742.10, 'EUR'),
    (4, 'Newsletter 2026', 'Email', 0.0, 119, 2400.00, 2391.36, 'EUR'),
    (5, 'Reseller programme UK', 'Partners', 0.1, 100, 3000.00, 2750.00, 'GBP'),
    (6, 'Purchased list, spring', 'Other', 0.05, 30, 1500.00, 1500.00, 'EUR')
) as campaign(campaign_no, name, type, start_share, length_days, budgeted_cost, actual_cost, currency);

create table company.salesforce."Campaign" as
select
    salesforce_id('701', campaign_no) as "Id",
    campaign_no = 6 as "IsDeleted",
    name as "Name",
    type as "Type",
    if(
        ends_on <= getvariable('start_date') + getvariable('days'), 'Completed', 'In Progress'
    ) as "Status",
    starts_on as "StartDate",
    ends_on as "EndDate",
    campaign_no != 6 as "IsActive",
    if(campaign_no = 3, salesforce_id('701', 4), null) as "ParentId",
    salesforce_id('005', 7) as "OwnerId",
    budgeted_cost::decimal(18, 2) as "BudgetedCost",
    actual_cost::decimal(18, 2) as "ActualCost",
    (budgeted_cost * 4)::decimal(18, 2) as "ExpectedRevenue",
    currency as "CurrencyIsoCode",
    getvariable('window_start') - interval 60 day as "CreatedDate",
    least(getvariable('window_end'), (ends_on + 1)::timestamp) as "LastModifiedDate",
    "LastModifiedDate" as "SystemModstamp"
from crm_campaigns
order by campaign_no;

create table company.salesforce."CampaignMember" as
with memberships as (
    select
        row.row_no,
        row.lead_no,
        unnest(list_distinct(list_filter([
            case lead."LeadSource" when 'Trade Show' then if(scan.show_no = 2, 2, 1)
                when 'Partner Referral' then 5 when 'Purchased List' then 6 end,
            if(row.lead_no % 8 = 3, 3, null),
            if(person.is_subscriber, 4, null)
        ], lambda campaign_no: campaign_no is not null))) as campaign_no,
        coalesce(scan.scanned_at, row.created_at) as responded_at,
        row.created_at
    from lead_rows as row
    inner join company.salesforce."Lead" as lead on lead."Id" = salesforce_id('00Q', row.row_no)
    left join show_scans as scan on row.person_no = scan.person_no
    left join persons as person on row.person_no = person.person_no
    where row.row_kind = 'first'
),

numbered as (
    select
        row_number() over (order by created_at, row_no, campaign_no) as member_no,
        memberships.*,
        lead_no % 4 != 1 or campaign_no in (1, 2) as has_responded
    from memberships
)

select
    salesforce_id('00v', numbered.member_no) as "Id",
    numbered.member_no % 50 = 11 as "IsDeleted",
    salesforce_id('701', numbered.campaign_no) as "CampaignId",
    salesforce_id('00Q', numbered.row_no) as "LeadId",
    salesforce_id('003', contact.contact_no) as "ContactId",
    case
        when not numbered.has_responded then 'Sent'
        when numbered.campaign_no in (1, 2) then 'Attended'
        when numbered.campaign_no = 3 then 'Registered'
        else 'Responded'
    end as "Status",
    numbered.has_responded as "HasResponded",
    if(numbered.has_responded, numbered.responded_at::date, null) as "FirstRespondedDate",
    numbered.created_at as "CreatedDate",
    least(getvariable('window_end'), numbered.created_at + interval 3 hour) as "LastModifiedDate",
    "LastModifiedDate" as "SystemModstamp"
from numbered
left join contact_people as contact on numbered.lead_no = contact.lead_no
order by numbered.member_no;

create table company.salesforce."OpportunityHistory" as
select
    salesforce_id('008', change_no) as "Id",
    salesforce_id('006', deal_no) as "OpportunityId",
    stage_name as "StageName",
    amount as "Amount",
    currency as "CurrencyIsoCode",
    probability as "Probability",
    close_date as "CloseDate",
    forecast_category as "ForecastCategory",
    salesforce_id('005', 1 + deal_no % 7) as "CreatedById",
    changed_at as "CreatedDate",
    changed_at as "SystemModstamp",
    deal_no % 40 = 7 as "IsDeleted"
from deal_changes
order by change_no;

create table company.salesforce."Opportunity" as
with newest as (
    select * from deal_changes qualify row_number() over (
        partition by deal_no order by change_no desc
    ) = 1
)

select
    salesforce_id('006', deal.deal_no) as "Id",
    deal.is_deleted as "IsDeleted",
    salesforce_id('001', account.account_no) as "AccountId",
    case
        when lead.entry_channel = 'Trade Show' then salesforce_id('701', if(scan.show_no = 2, 2, 1))
        when lead.entry_channel = 'Partner Referral' then salesforce_id('701', 5)
    end as "CampaignId",
    salesforce_id('003', contact.contact_no) as "ContactId",
    concat(deal.company_name, ' - ', pick(
        [
            'balance room', 'titration line', 'QC lab', 'replacement', 'pilot'
        ], deal.deal_no, 'project'
    )) as "Name",
    newest.stage_name as "StageName",
    newest.amount as "Amount",
    deal.currency as "CurrencyIsoCode",
    newest.probability as "Probability",
    newest.close_date as "CloseDate",
    starts_with(newest.stage_name, 'Closed') as "IsClosed",
    newest.stage_name = 'Closed Won' as "IsWon",
    if(deal.is_legacy, 'Existing Business', 'New Business') as "Type",
    crm_lead."LeadSource" as "LeadSource",
    owner_of(deal.company_no) as "OwnerId",
    deal.created_at as "CreatedDate",
    least(
        getvariable('window_end'), newest.changed_at + to_hours(if(deal.is_deleted, 20, 0))
    ) as "LastModifiedDate",
    -- formula fields are recomputed after the fact: the stamp moves, the record does not
    least(
        getvariable('window_end'),
        newest.changed_at + to_hours(if(deal.is_deleted, 20, 0)) + to_minutes((deal.deal_no % 90)::integer)
    ) as "SystemModstamp"
from deals as deal
inner join newest using (deal_no)
inner join account_companies as account on deal.company_no = account.company_no
inner join contact_people as contact on deal.primary_person_no = contact.person_no
left join lead_persons as lead on deal.primary_lead_no = lead.lead_no
left join lead_rows as row on lead.lead_no = row.lead_no and row.row_kind = 'first'
left join company.salesforce."Lead" as crm_lead on crm_lead."Id" = salesforce_id('00Q', row.row_no)
left join show_scans as scan on deal.primary_person_no = scan.person_no
order by deal.deal_no;

create table company.salesforce."OpportunityContactRole" as
select
    salesforce_id('00K', role.role_no) as "Id",
    salesforce_id('006', role.deal_no) as "OpportunityId",
    salesforce_id('003', contact.contact_no) as "ContactId",
    role.role as "Role",
    role.is_primary as "IsPrimary",
    role.is_deleted as "IsDeleted",
    role.joined_at as "CreatedDate",
    least(getvariable('window_end'), role.joined_at + interval 1 hour) as "LastModifiedDate",
    "LastModifiedDate" as "SystemModstamp"
from deal_people as role
inner join contact_people as contact using (person_no)
order by role.role_no;
