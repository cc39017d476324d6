-- What the company planned for every month of the window and the one after it, and for whole quarters of them. Plans are
-- round numbers that grow with the size of the company; deals take a while to be won, so theirs begin low.

create table target_plan as
with planned as (
    select *
    from (
        values
            ('spend', null, 33000, false, 'Performance marketing'),
            ('spend', 'Paid Search', 15000, false, 'Performance marketing'),
            ('spend', 'Display', 7000, false, 'Performance marketing'),
            ('spend', 'Cross-network', 9000, false, 'Performance marketing'),
            ('sessions', null, 10500, false, 'Web team'),
            ('mqis', null, 1000, false, 'Web team'),
            ('leads', null, 350, false, 'Demand generation'),
            ('leads', 'Paid Search', 80, false, 'Performance marketing'),
            ('leads', 'Organic Search', 60, false, 'Web team'),
            ('leads', 'Events', 70, false, 'Field marketing'),
            ('mqls', null, 620, false, 'Demand generation'),
            ('sqls', null, 130, false, 'Inside sales'),
            ('opportunities', null, 95, false, 'Inside sales'),
            ('pipeline_value', null, 720000, false, 'Sales'),
            ('customers', null, 55, true, 'Sales'),
            ('customers', 'Paid Search', 12, true, 'Performance marketing'),
            ('revenue', null, 420000, true, 'Sales')
    ) as plan(metric, channel, a_month, is_slow, owner)
),

months as (
    select
        (date_trunc('month', getvariable('start_date')) + to_months(month_no::integer))::date as month_start,
        month_no
    from range(0, 120) as month(month_no)
    where month_start <= getvariable('start_date') + getvariable('days')::integer + 20
),

monthly as (
    select
        planned.metric,
        planned.channel,
        planned.owner,
        months.month_start,
        planned.a_month * (getvariable('visitors') / 20000.0)
        * if(planned.is_slow, least(1, 0.1 + 0.3 * months.month_no), 1) as amount
    from planned
    cross join months
),

periods as (
    select metric, channel, owner, 'month' as period, month_start as starts_on, amount from monthly
    union all
    select metric, channel, owner, 'quarter', date_trunc('quarter', month_start)::date, sum(amount)
    from monthly
    where metric in ('spend', 'customers', 'revenue') and channel is null
    group by all
    having count(*) = 3
    union all
    -- Rates do not grow with the company.
    select metric, channel, owner, 'month', month_start, goal
    from months
    cross join (
        values
            ('cac', null, 750, 'Performance marketing'),
            ('cac', 'Paid Search', 1600, 'Performance marketing'),
            ('cpl', null, 95, 'Demand generation'),
            ('roi_percent', null, 1000, 'Management')
    ) as rate(metric, channel, goal, owner)
)

select metric, channel, period, starts_on, ceil(amount)::bigint as target, owner
from periods
order by period, starts_on, metric, channel nulls first;
