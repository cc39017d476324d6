{# What a score is made of. Any date's score is worked out from these rows: see the columns, or ask macros/scores. #}
with

points as (

    select * from {{ ref('int_lead_score_points') }}

),

person_accounts as (

    select * from {{ ref('int_person_accounts') }}

),

final as (

    select
        points.point_id as lead_score_point_id,
        points.person_id,
        person_accounts.account_id,
        points.rule_id,
        points.rule_version,
        points.rule_group,
        points.entity,
        points.evidence_id,
        points.evidence,
        points.points,
        points.half_life_days,
        points.cap,
        points.given_at,
        points.ended_at
    from points
    left join person_accounts
        on points.person_id = person_accounts.person_id

)

select * from final
