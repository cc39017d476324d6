-- What deals go through, which are won and why.

create table deal_chances as
select
    deal.deal_no as subject_id,
    member.person_no,
    deal.decided_at,
    if(deal.is_legacy, 9.0, 1.0) as fit
from deals as deal
inner join deal_people as member using (deal_no);

create table deal_hazards as from hazard_terms('deal_chances', 'deal_won');

create table deal_outcomes as
select
    deal.deal_no,
    sum(term.hazard_nano) / 1e9 as hazard,
    deal.is_decided and uniform(deal.deal_no, 'won') < 1 - exp(
        -sum(term.hazard_nano) / 1e9
    ) as is_won
from deals as deal
inner join deal_hazards as term on deal.deal_no = term.subject_id
group by deal.deal_no, deal.is_decided
order by deal_no;

create table deal_changes as
with stages as (
    from (values
        (1, 'Prospecting', 10, 'Pipeline', 0.0), (2, 'Qualification', 20, 'Pipeline', 0.12),
        (3, 'Needs Analysis', 35, 'Pipeline', 0.3), (
            4, 'Proposal/Price Quote', 65, 'BestCase', 0.45
        ),
        (5, 'Negotiation/Review', 80, 'Forecast', 0.6), (6, 'Closed Lost', 0, 'Omitted', 0.78),
        (
            7, 'Negotiation/Review', 80, 'Forecast', 0.9
        ), (8, 'Negotiation/Review', 80, 'Forecast', 1.0),
        (9, 'Closed', null, null, 1.0)
    ) as stage(step_no, stage_name, probability, forecast_category, share)
),

steps as (
    select
        deal.deal_no,
        stage.step_no,
        case when stage.step_no = 9 then if(
            outcome.is_won, 'Closed Won', 'Closed Lost'
        ) else stage.stage_name end as stage_name,
        case when stage.step_no = 9 then if(outcome.is_won, 100, 0) else stage.probability end as probability,
        case when stage.step_no = 9 then if(
            outcome.is_won, 'Closed', 'Omitted'
        ) else stage.forecast_category end as forecast_category,
        date_trunc('second', days_after(
            deal.created_at,
            stage.share * date_diff('second', deal.created_at, deal.decided_at) / 86400.0
        )) as changed_at,
        if(
            stage.step_no < 4,
            (
                deal.amount * (0.8 + 0.4 * uniform(deal.deal_no, 'estimate'))
            )::decimal(18, 2), deal.amount
        ) as amount,
        -- a first estimate is not always made
        stage.step_no = 1 and deal.deal_no % 9 = 2 as is_without_amount,
        deal.currency,
        deal.decided_at,
        if(stage.step_no in (6, 9), changed_at, deal.decided_at)::date as close_date
    from deals as deal
    inner join deal_outcomes as outcome using (deal_no)
    cross join stages as stage
    where case
        when stage.step_no in (1, 9) then true
        when stage.step_no in (6, 7) then deal.is_reopened
        -- a second row in the same second as the closing one: only their order tells them apart
        when stage.step_no = 8 then deal.deal_no % 10 = 1
        when stage.step_no = 5 then deal.is_reopened or deal.deal_no % 10 = 1 or uniform(
            deal.deal_no, 'negotiated'
        ) < 0.7
        else uniform(concat(deal.deal_no, '-', stage.step_no), 'stage') < 0.75
    end
)

select
    row_number() over (order by changed_at, deal_no, step_no) as change_no,
    deal_no,
    step_no,
    stage_name,
    probability,
    forecast_category,
    changed_at,
    if(is_without_amount, null, amount) as amount,
    currency,
    close_date
from steps
where changed_at < getvariable('window_end')
order by change_no;
