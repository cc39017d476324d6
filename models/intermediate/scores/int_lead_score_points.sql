{# Every point that anybody was given or lost by the instant the build speaks of. From these rows, and nothing else, a
   score is worked out for any date: macros/scores/score_units.sql. #}
with

given as (

    select * from {{ ref('int_fit_points') }}
    union all
    select * from {{ ref('int_web_points') }}
    union all
    select * from {{ ref('int_contact_points') }}
    union all
    select * from {{ ref('int_silence_points') }}

),

{# Two equal occurrences at one instant are two, and interchangeable. #}
numbered as (

    select
        *,
        row_number() over (
            partition by person_id, rule_id, rule_version, given_at, evidence_id, evidence
            order by ended_at asc nulls last
        ) as occurrence
    from given
    where given_at <= {{ as_of() }}

),

points as (

    select
        md5(concat_ws(
            '|', person_id, rule_id, rule_version, {{ epoch_micros('given_at') }}, coalesce(evidence_id, '-'),
            coalesce(evidence, '-'), occurrence
        )) as point_id,
        person_id,
        rule_id,
        rule_version,
        rule_group,
        entity,
        evidence_id,
        evidence,
        points,
        half_life_days,
        cap,
        given_at,
        case when ended_at <= {{ as_of() }} then ended_at end as ended_at
    from numbered

)

select * from points
