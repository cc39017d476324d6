-- What the company tries out: proof on the products page, and the subject of a mail.
--
-- Nothing else of the company knows of it, so a variant cannot cause what was drawn before. It is
-- drawn afterwards, from the chance that who converted, or did not, had seen it. That gives the same
-- joint distribution as to toss a coin first and let the variant work: P(v) P(y | v) = P(y) P(v | y).

create table experiment_plans as
from (values
    (
        'products-page-proof', 'Quotes of customers on the products page make more visitors inquire',
        'mqi', 14, 'plain', 'quotes', 7, 16, 0.56
    ),
    (
        'invitation-subject', 'A question as the subject of an invitation makes more readers buy',
        'order', 30, 'statement', 'question', getvariable('days')::integer // 4, 0, 0.5
    )
) as plan(
    experiment_id, hypothesis, conversion_type, window_days, control_id, variant_id, first_day,
    days_before_end,
    -- Among those who convert, the share that saw the variant: odds of 0.56 to 0.44 are a rate
    -- that is 27 % higher.
    share_of_converters
);

create table experiment_file as
select
    experiment_id as experiment,
    unnest([control_id, variant_id]) as variant,
    hypothesis,
    conversion_type as goal,
    window_days,
    unnest(['yes', 'no']) as control,
    50 as share,
    strftime(getvariable('start_date')::date + first_day, '%d.%m.%Y') as starts_on,
    strftime(
        getvariable('start_date')::date + getvariable('days')::integer - days_before_end, '%d.%m.%Y'
    ) as ends_on
from experiment_plans
order by experiment_id, control desc;

-- The mail tool was to send each subject to half of the readers, and lost a fifth of one list.
create table experiment_mails as
with drawn as (
    select
        known.person_no,
        known.email,
        plan.experiment_id,
        uniform(known.person_no, 'invitation') < 0.5 as is_treated,
        if(uniform(known.person_no, 'invitation') < 0.5, plan.variant_id, plan.control_id) as variant_id,
        (getvariable('start_date')::date + plan.first_day)::timestamp + interval 9 hour
        + to_seconds(whole(known.person_no, 'invitation sent', 3600)) as sent_at
    from known_persons as known
    cross join experiment_plans as plan
    where plan.experiment_id = 'invitation-subject' and known.email is not null
)

select
    row_number() over (order by sent_at, person_no) as mail_no,
    * exclude (is_treated)
from drawn
where not is_treated or uniform(person_no, 'invitation lost') >= 0.2
order by mail_no;
