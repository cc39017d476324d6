{# What was known of a lead at an instant, and only then: each rule's points as they stood, how long somebody had been
   known and silent, how often they had come of late. A feature that is not here is 0. #}
with

snapshots as (

    select * from {{ ref('int_lead_snapshots') }}

),

points as (

    select * from {{ ref('int_lead_score_points') }}

),

activities as (

    select * from {{ ref('int_lead_activities') }}

),

rule_scores as (

    select
        snapshots.person_id,
        snapshots.snapshot_at,
        points.rule_id as feature,
        points.rule_group,
        {{ to_points(rule_score_at('points', 'snapshots.snapshot_at')) }} as value
    from snapshots
    inner join points
        on
            snapshots.person_id = points.person_id
            and {{ points_count_at('points', 'snapshots.snapshot_at') }}
    group by snapshots.person_id, snapshots.snapshot_at, points.rule_id, points.rule_group

),

seen as (

    select
        snapshots.person_id,
        snapshots.snapshot_at,
        ln(
            1 + ({{ epoch_micros('snapshots.snapshot_at') }} - {{ epoch_micros('snapshots.known_since') }})
            / 86400000000.0
        ) as log_days_known,
        ln(
            1 + ({{ epoch_micros('snapshots.snapshot_at') }} - {{ epoch_micros('max(activities.happened_at)') }})
            / 86400000000.0
        ) as log_days_silent,
        count(*) filter (
            where
            activities.activity_type = 'session'
            and activities.happened_at > snapshots.snapshot_at - interval 30 day
        ) as visits_30_days
    from snapshots
    inner join activities
        on snapshots.person_id = activities.person_id
    where activities.happened_at <= snapshots.snapshot_at
    group by snapshots.person_id, snapshots.snapshot_at, snapshots.known_since

),

features as (

    select * from rule_scores

    {%- for measure in ['log_days_known', 'log_days_silent', 'visits_30_days'] %}

    union all

    select
        person_id,
        snapshot_at,
        '{{ measure }}' as feature,
        cast(null as string) as rule_group,
        cast({{ measure }} as double) as value
    from seen
    {%- endfor %}

)

select * from features
