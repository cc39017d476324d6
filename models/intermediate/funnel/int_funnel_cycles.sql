{# The passes of a person, and of an account, through the funnel: a pure function of dated statuses and deals. A subject
   stands where the furthest of its open records does, a converted lead with them until a record is closed. A cycle ends
   when nothing is open any more; what comes after that instant belongs to the next. Falling back starts one at once. #}
with

{# A record is in one state at a time: of one instant that which closes it, else the furthest. #}
states as (

    select
        *,
        lead(reached_at) over (partition by subject_type, subject_id, record_id order by reached_at asc) as left_at
    from (
        select * from {{ ref('int_funnel_states') }}
        where not is_merged
        qualify row_number() over (
            partition by subject_type, subject_id, record_id, reached_at
            order by outcome is null asc, position desc nulls last, outcome asc, status asc
        ) = 1
    ) as one_at_a_time

),

stages as (

    select
        stages.stage,
        stages.position,
        restarts.position as restarts_from
    from {{ ref('funnel_stages') }} as stages
    left join {{ ref('funnel_stages') }} as restarts on stages.restarts_from = restarts.stage

),

moments as (

    select
        subject_type,
        subject_id,
        reached_at,
        min(case when outcome <> 'converted' then outcome end) as outcome,
        max(max(case when outcome <> 'converted' then reached_at end)) over (
            partition by subject_type, subject_id
            order by reached_at asc
        ) as last_closed_at
    from states
    group by subject_type, subject_id, reached_at

),

standings as (

    select
        moments.subject_type,
        moments.subject_id,
        moments.reached_at,
        moments.outcome,
        moments.outcome is not null and bool_and(states.outcome is not null) as is_end,
        max(
            case
                when states.outcome is null then states.position
                when
                    states.outcome = 'converted'
                    and (moments.last_closed_at is null or states.reached_at > moments.last_closed_at)
                    then states.position
            end
        ) as position
    from moments
    inner join states
        on
            moments.subject_type = states.subject_type
            and moments.subject_id = states.subject_id
            and moments.reached_at >= states.reached_at
            and (states.left_at is null or moments.reached_at < states.left_at)
    group by moments.subject_type, moments.subject_id, moments.reached_at, moments.outcome

),

compared as (

    select
        standings.*,
        lag(position) over (subject) as position_before,
        coalesce(lag(is_end) over (subject), false) as is_ended_before
    from standings
    window subject as (partition by subject_type, subject_id order by reached_at asc)

),

openings as (

    select
        subject_type,
        subject_id,
        cast(null as timestamp) as opens_at,
        cast(null as string) as first_stage,
        cast(null as timestamp) as ended_at,
        cast(null as string) as outcome
    from moments
    group by subject_type, subject_id

    union all

    select
        compared.subject_type,
        compared.subject_id,
        case
            when compared.is_end then compared.reached_at + interval 1 microsecond
            else compared.reached_at
        end as opens_at,
        case when not compared.is_end then stages.stage end as first_stage,
        compared.reached_at as ended_at,
        coalesce(compared.outcome, 'recycled') as outcome
    from compared
    left join stages on compared.position = stages.position
    where
        (compared.is_end and not compared.is_ended_before)
        or (compared.position < compared.position_before and stages.restarts_from <= compared.position_before)

),

cycles as (

    select
        subject_type,
        subject_id,
        cast(row_number() over (subject) as integer) as cycle,
        first_stage,
        lead(outcome) over (subject) as outcome,
        opens_at,
        lead(opens_at) over (subject) as closes_at,
        lead(ended_at) over (subject) as ended_at
    from openings
    window subject as (partition by subject_type, subject_id order by opens_at asc nulls first)

)

select * from cycles
