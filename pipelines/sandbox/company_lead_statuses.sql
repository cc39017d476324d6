-- What leads went through before the status they have now: taken back, recycled once or twice, disqualified, converted.
-- The CRM forgets it; somebody exports it every night.

create table lead_status_changes as
with ways as (
    from (values
        ('Working - Contacted', 0.00, ['Marketing Qualified', 'Working - Contacted']),
        (
            'Working - Contacted', 0.85,
            ['Marketing Qualified', 'Working - Contacted', 'Marketing Qualified', 'Working - Contacted']
        ),
        ('Marketing Qualified', 0.00, ['Marketing Qualified']),
        ('Marketing Qualified', 0.60, ['Marketing Qualified', 'Working - Contacted', 'Marketing Qualified']),
        ('Closed - Not Converted', 0.00, ['Marketing Qualified', 'Working - Contacted', 'Closed - Not Converted']),
        ('Closed - Not Converted', 0.50, ['Marketing Qualified', 'Closed - Not Converted']),
        (
            'Closed - Not Converted', 0.68,
            [
                'Marketing Qualified', 'Nurturing', 'Marketing Qualified', 'Working - Contacted',
                'Closed - Not Converted'
            ]
        ),
        (
            'Closed - Not Converted', 0.92,
            [
                'Marketing Qualified', 'Working - Contacted', 'Nurturing', 'Marketing Qualified', 'Nurturing',
                'Marketing Qualified', 'Closed - Not Converted'
            ]
        ),
        ('Closed - Converted', 0.00, ['Marketing Qualified', 'Working - Contacted', 'Closed - Converted']),
        ('Closed - Converted', 0.70, ['Marketing Qualified', 'Closed - Converted']),
        (
            'Closed - Converted', 0.88,
            ['Marketing Qualified', 'Nurturing', 'Marketing Qualified', 'Working - Contacted', 'Closed - Converted']
        )
    ) as way(status, drawn_from, statuses)
),

led as (
    select
        row.row_no,
        row.created_at,
        greatest(lead."LastModifiedDate", row.created_at + interval 10 minute) as changed_by,
        arg_max(way.statuses, way.drawn_from) as statuses
    from lead_rows as row
    inner join company.salesforce."Lead" as lead on lead."Id" = salesforce_id('00Q', row.row_no)
    inner join ways as way
        on lead."Status" = way.status and uniform(row.row_no, 'way') >= way.drawn_from
    where row.row_kind != 'spam'
    group by all
),

steps as (
    select
        led.*,
        step.step_no,
        led.statuses[step.step_no] as to_status,
        coalesce(led.statuses[step.step_no - 1], 'Open - Not Contacted') as from_status,
        date_trunc('second', seconds_after(led.created_at, floor(
            date_diff('second', led.created_at, led.changed_by)
            * if(
                starts_with(led.statuses[step.step_no], 'Closed'), 1.0,
                (step.step_no - 0.6 * uniform(concat(led.row_no, '-', step.step_no), 'step'))
                / (len(led.statuses) + 0.2)
            )
        ))) as changed_at
    from led
    inner join (select unnest(range(1, 10)) as step_no) as step on step.step_no <= len(led.statuses)
)

select
    salesforce_id('00Q', row_no) || '-' || step_no as change_id,
    row_no,
    step_no,
    from_status,
    to_status,
    changed_at
from steps
order by changed_at, row_no, step_no;

-- What happened to people's leads and deals, in one line of time, for the truth about the funnel.
create table funnel_moments as
with deal_stages as (
    -- a row of a deal's history may be about its amount
    select * from deal_changes
    qualify stage_name is distinct from lag(stage_name) over (partition by deal_no order by change_no)
)

select
    row.person_no,
    salesforce_id('00Q', row.row_no) as record_id,
    row.row_kind = 'merged' as is_merged,
    'Open - Not Contacted' as status,
    row.created_at as moment
from lead_rows as row
where row.row_kind != 'spam'
union all
select
    row.person_no, salesforce_id('00Q', row.row_no), row.row_kind = 'merged', change.to_status, change.changed_at
from lead_status_changes as change
inner join lead_rows as row using (row_no)
union all
select member.person_no, salesforce_id('006', change.deal_no), false, change.stage_name, change.changed_at
from deal_stages as change
inner join deals as deal using (deal_no)
inner join deal_people as member using (deal_no)
where not deal.is_deleted and (member.is_primary or not member.is_deleted);
