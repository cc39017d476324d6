-- What sellers did and plan, as the CRM keeps it: meetings are events, all else is tasks.

create table company.salesforce."Task" as
select
    salesforce_id('00T', activity_no) as "Id",
    activity_no % 45 = 8 as "IsDeleted",
    who_id as "WhoId",
    what_id as "WhatId",
    concat(kind, ': ', person.first_name, ' ', person.last_name) as "Subject",
    if(person.is_canary, 'Answers from canary.person@canary.example only.', null) as "Description",
    if(is_done, 'Completed', 'Not Started') as "Status",
    is_done as "IsClosed",
    if(kind in ('Call', 'Email') and activity_no % 3 = 0, kind, null) as "Type",
    if(
        kind = 'ListEmail' or (kind in ('Call', 'Email') and activity_no % 9 != 0), kind, 'Task'
    ) as "TaskSubtype",
    if(kind = 'Call', if(activity_no % 6 = 1, 'Inbound', 'Outbound'), null) as "CallType",
    if(kind = 'Call', pick(['Connected', 'Left voicemail', 'No answer', null], activity_no, 'call'), null)
        as "CallDisposition",
    happens_at::date as "ActivityDate",
    if(is_done, happens_at, null) as "CompletedDateTime",
    salesforce_id('005', seller_no) as "OwnerId",
    activity.created_at as "CreatedDate",
    activity.created_at as "LastModifiedDate",
    "LastModifiedDate" as "SystemModstamp"
from sales_activities as activity
left join known_persons as person using (person_no)
where kind != 'Meeting'
order by activity_no;

create table company.salesforce."Event" as
with meetings as (
    select *, false as is_child from sales_activities where kind = 'Meeting'
    union all
    -- a colleague who was invited has a copy of their own
    select * replace (5000000 + activity_no as activity_no, 1 + seller_no % 7 as seller_no), true
    from sales_activities where kind = 'Meeting' and activity_no % 10 = 4
)

select
    salesforce_id('00U', activity_no) as "Id",
    activity_no % 45 = 8 as "IsDeleted",
    is_child as "IsChild",
    who_id as "WhoId",
    what_id as "WhatId",
    concat('Meeting with ', person.first_name, ' ', person.last_name) as "Subject",
    if(person.is_canary, 'At canary.person@canary.example''s desk.', null) as "Description",
    if(activity_no % 3 = 0, 'Meeting', null) as "Type",
    'Event' as "EventSubtype",
    happens_at as "StartDateTime",
    happens_at + interval 45 minute as "EndDateTime",
    salesforce_id('005', seller_no) as "OwnerId",
    meeting.created_at as "CreatedDate",
    meeting.created_at as "LastModifiedDate",
    "LastModifiedDate" as "SystemModstamp"
from meetings as meeting
left join known_persons as person using (person_no)
order by activity_no;
