{# Scored people at instants of the past, and what they did after: what scores are tested on and fitted to. Nobody is
   here who had reached the outcome by then. Instants go back from the last day on which anything was seen, less the
   days an outcome may take, so that every outcome is known. Training has all its outcomes before the first instant that
   tests. #}
{% set outcome_days, test_days = var('lead_model_outcome_days'), var('lead_model_test_days') %}
{% set day = 86400000000 %}
with

people as (

    select * from {{ ref('int_scored_people') }}

),

stages as (

    select * from {{ ref('funnel_stages') }}

),

outcomes as (

    select
        conversion_people.person_id,
        min(conversions.converted_at) as reached_at
    from {{ ref('int_conversions') }} as conversions
    inner join {{ ref('int_conversion_people') }} as conversion_people
        on conversions.conversion_id = conversion_people.conversion_id
    inner join {{ ref('conversion_types') }} as types
        on conversions.conversion_type = types.conversion_type
    inner join stages
        on types.funnel_stage = stages.stage
    inner join stages as outcome_stage
        on
            outcome_stage.stage = '{{ var("lead_model_outcome_stage") }}'
            and stages.position >= outcome_stage.position
    group by conversion_people.person_id

),

last_day as (

    select {{ epoch_micros("cast(date_trunc('day', max(happened_at)) as timestamp)") }} as last_micros
    from {{ ref('int_lead_activities') }}

),

steps_back as (

    {% for step in range(var('lead_model_snapshots')) -%}
    select {{ step * var('lead_model_every_days') }} as days_back{{ ' union all' if not loop.last }}
    {% endfor %}
),

instants as (

    select
        {{ micros_to_timestamp(
            'last_day.last_micros - ' ~ day ~ ' * (' ~ outcome_days ~ ' + steps_back.days_back)'
        ) }} as snapshot_at,
        case
            when steps_back.days_back < {{ test_days }} then 'test'
            when
                steps_back.days_back - {{ outcome_days }}
                >= max(case when steps_back.days_back < {{ test_days }} then steps_back.days_back end) over ()
                then 'train'
            else 'between'
        end as split
    from steps_back
    cross join last_day
    where last_day.last_micros is not null

    union all

    select
        {{ as_of() }} as snapshot_at,
        'now' as split

),

snapshots as (

    select
        people.person_id,
        instants.snapshot_at,
        instants.split,
        case
            when instants.split <> 'now'
                then coalesce(outcomes.reached_at <= instants.snapshot_at + interval {{ outcome_days }} day, false)
        end as has_outcome,
        people.known_since
    from people
    inner join instants
        on people.known_since <= instants.snapshot_at
    left join outcomes
        on people.person_id = outcomes.person_id
    where outcomes.reached_at is null or outcomes.reached_at > instants.snapshot_at

)

select * from snapshots
