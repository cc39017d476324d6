{# Worked out again from the mart alone, as its description tells a reader to. #}
with

rule_scores as (

    select
        points.person_id,
        points.rule_id,
        sum(points.points * power(2.0, coalesce(
            -({{ epoch_micros('scores.scored_at') }} - {{ epoch_micros('points.given_at') }})
            / (86400000000.0 * points.half_life_days), 0
        ))) as points_left,
        max_by(points.cap, points.rule_version) as cap
    from {{ ref('fct_lead_score_points') }} as points
    inner join {{ ref('fct_lead_scores') }} as scores
        on points.person_id = scores.person_id
    where points.ended_at is null and points.given_at <= scores.scored_at
    group by points.person_id, points.rule_id

),

sums as (

    select
        person_id,
        sum(greatest(-cap, least(cap, points_left))) as score
    from rule_scores
    group by person_id

)

select
    scores.person_id,
    scores.score,
    sums.score as score_of_points
from {{ ref('fct_lead_scores') }} as scores
full outer join sums
    on scores.person_id = sums.person_id
where
    scores.person_id is null
    or abs(scores.score - coalesce(sums.score, 0)) > 0.001
    or abs(scores.score - scores.fit_score - scores.behaviour_score) > 0.000001
