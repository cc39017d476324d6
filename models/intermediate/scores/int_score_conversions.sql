{# Scores that reach what a conversion rule asks for: the rule holds, and just before it did not. Where its version
   begins to count, or its person becomes known, it is enough that it holds. #}
with

steps as (

    select * from {{ ref('int_score_steps') }}

),

matches as (

    {{ matching_rules(
        'steps', ['person_id', 'scored_at', 'known_since', 'is_before'], 'lead_scores',
        [], ['score', 'fit_score', 'behaviour_score']
    ) }}

),

reached as (

    select
        conversion_type,
        rule_id,
        rule_version,
        person_id as record_source_id,
        person_id,
        scored_at as converted_at
    from matches
    where {{ rule_is_valid_at('scored_at') }}
    group by conversion_type, rule_id, rule_version, person_id, scored_at
    having
        not bool_or(is_before)
        or (
            bool_or(not is_before)
            and (scored_at = min(known_since) or scored_at = min(valid_from))
        )

)

select * from reached
