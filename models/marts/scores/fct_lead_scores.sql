{# A score as of the instant the build speaks of: its rules' points in fct_lead_score_points. #}
with

people as (

    select * from {{ ref('int_scored_people') }}

),

points as (

    select * from {{ ref('int_lead_score_points') }}

),

person_accounts as (

    select * from {{ ref('int_person_accounts') }}

),

thresholds_reached as (

    select * from {{ ref('int_score_conversions') }}

),

grades as (

    select
        grade,
        least_score,
        lead(least_score) over (order by least_score asc nulls first) as next_score
    from {{ ref('lead_score_grades') }}

),

scored_at as (

    select {{ as_of() }} as scored_at

),

rule_scores as (

    select
        points.person_id,
        points.rule_group,
        points.rule_id,
        {{ rule_score_at('points', 'scored_at.scored_at') }} as units
    from points
    inner join scored_at
        on {{ points_count_at('points', 'scored_at.scored_at') }}
    group by points.person_id, points.rule_group, points.rule_id

),

scores as (

    select
        person_id,
        {{ to_points("sum(units) filter (where rule_group = 'fit')") }} as fit_score,
        {{ to_points("sum(units) filter (where rule_group = 'behaviour')") }} as behaviour_score,
        {{ to_points('sum(units)') }} as score
    from rule_scores
    group by person_id

),

first_reached as (

    select
        person_id,
        min(converted_at) as threshold_reached_at
    from thresholds_reached
    group by person_id

),

{% if var('fitted_lead_score') -%}
probabilities as (

    select * from {{ ref('int_lead_probabilities') }}
    where split = 'now'

),

{% endif -%}
final as (

    select
        people.person_id,
        person_accounts.account_id,
        coalesce(scores.fit_score, 0) as fit_score,
        coalesce(scores.behaviour_score, 0) as behaviour_score,
        coalesce(scores.score, 0) as score,
        grades.grade,
        {{ 'probabilities.probability' if var('fitted_lead_score') else 'cast(null as double)' }} as probability,
        first_reached.threshold_reached_at,
        people.known_since,
        scored_at.scored_at
    from people
    cross join scored_at
    left join scores
        on people.person_id = scores.person_id
    left join grades
        on
            coalesce(scores.score, 0) >= coalesce(grades.least_score, coalesce(scores.score, 0))
            and (grades.next_score is null or coalesce(scores.score, 0) < grades.next_score)
    left join person_accounts
        on people.person_id = person_accounts.person_id
    left join first_reached
        on people.person_id = first_reached.person_id
    {% if var('fitted_lead_score') -%}
    left join probabilities
        on people.person_id = probabilities.person_id
    {%- endif %}

)

select * from final
