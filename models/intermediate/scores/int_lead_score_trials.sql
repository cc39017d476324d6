{# What every model said of the leads of the test instants, and what they did. Points are no probability: the score by
   rules expects of a grade what the grade did in the instants before, and ranks by the score itself. #}
with

snapshots as (

    select * from {{ ref('int_lead_snapshots') }}

),

features as (

    select * from {{ ref('int_lead_features') }}

),

grades as (

    select
        grade,
        least_score,
        lead(least_score) over (order by least_score asc nulls first) as next_score
    from {{ ref('lead_score_grades') }}

),

scored as (

    select
        snapshots.person_id,
        snapshots.snapshot_at,
        snapshots.split,
        snapshots.has_outcome,
        coalesce(
            sum(cast(round({{ score_units() }} * features.value) as bigint)) filter (
                where features.rule_group is not null
            ), 0
        ) / cast({{ score_units() }} as double) as score
    from snapshots
    left join features
        on snapshots.person_id = features.person_id and snapshots.snapshot_at = features.snapshot_at
    where snapshots.split in ('train', 'test')
    group by snapshots.person_id, snapshots.snapshot_at, snapshots.split, snapshots.has_outcome

),

graded as (

    select
        scored.*,
        grades.grade
    from scored
    left join grades
        on
            scored.score >= coalesce(grades.least_score, scored.score)
            and (grades.next_score is null or scored.score < grades.next_score)

),

{# With one who did and one who did not beyond those seen, so that nothing is held to be impossible. #}
grade_rates as (

    select
        grade,
        cast(count(*) filter (where has_outcome) + 1 as double) / (count(*) + 2) as rate
    from graded
    where split = 'train'
    group by grade

),

trials as (

    select
        'rules' as lead_score_model,
        graded.person_id,
        graded.snapshot_at,
        graded.score,
        coalesce(grade_rates.rate, 0.5) as probability,
        graded.has_outcome
    from graded
    left join grade_rates
        on graded.grade is not distinct from grade_rates.grade
    where graded.split = 'test'

    {% if var('fitted_lead_score') -%}
    union all

    select
        'fitted' as lead_score_model,
        person_id,
        snapshot_at,
        probability as score,
        probability,
        has_outcome
    from {{ ref('int_lead_probabilities') }}
    where split = 'test'
    {%- endif %}

)

select * from trials
