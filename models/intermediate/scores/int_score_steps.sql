{# A score just before and at every instant at which it can reach a threshold: when points come or are taken back, when
   its person becomes known, and when a threshold begins to hold. In between it only falls. #}
with

states as (

    select * from {{ ref('int_rule_score_states') }}

),

people as (

    select * from {{ ref('int_scored_people') }}

),

thresholds as (

    select distinct valid_from
    from {{ ref('int_conversion_rules') }}
    where entity = 'lead_scores'

),

instants as (

    select
        person_id,
        happened_at as scored_at
    from states

    union

    select
        person_id,
        known_since as scored_at
    from people

    union

    select
        people.person_id,
        thresholds.valid_from as scored_at
    from people
    cross join thresholds
    where thresholds.valid_from <= {{ as_of() }}

),

given_rules as (

    select distinct
        person_id,
        rule_id,
        rule_version
    from states

),

placed as (

    select
        instants.person_id,
        instants.scored_at,
        given_rules.rule_id,
        given_rules.rule_version,
        max(states.happened_at) over earlier as state_before_at,
        max(states.happened_at) over so_far as state_at
    from instants
    inner join given_rules
        on instants.person_id = given_rules.person_id
    left join states
        on
            given_rules.person_id = states.person_id
            and given_rules.rule_id = states.rule_id
            and given_rules.rule_version = states.rule_version
            and instants.scored_at = states.happened_at
    window
        earlier as (
            partition by instants.person_id, given_rules.rule_id, given_rules.rule_version
            order by instants.scored_at
            rows between unbounded preceding and 1 preceding
        ),
        so_far as (
            partition by instants.person_id, given_rules.rule_id, given_rules.rule_version
            order by instants.scored_at
            rows between unbounded preceding and current row
        )

),

moments as (

    select
        *,
        true as is_before,
        state_before_at as known_state_at
    from placed
    where state_before_at is not null

    union all

    select
        *,
        false as is_before,
        state_at as known_state_at
    from placed
    where state_at is not null

),

rule_scores as (

    select
        moments.person_id,
        moments.scored_at,
        moments.is_before,
        states.rule_group,
        {{ capped_score(
            'states.cap',
            'states.rule_version',
            decayed_points('states.points_left', 'states.half_life_days', 'states.happened_at', 'moments.scored_at')
        ) }} as units
    from moments
    inner join states
        on
            moments.person_id = states.person_id
            and moments.rule_id = states.rule_id
            and moments.rule_version = states.rule_version
            and moments.known_state_at = states.happened_at
    where states.occurrences_left > 0
    group by moments.person_id, moments.scored_at, moments.is_before, states.rule_id, states.rule_group

),

steps as (

    select
        instants.person_id,
        instants.scored_at,
        people.known_since,
        before_or_at.is_before,
        {{ to_points("sum(rule_scores.units) filter (where rule_scores.rule_group = 'fit')") }} as fit_score,
        {{ to_points("sum(rule_scores.units) filter (where rule_scores.rule_group = 'behaviour')") }}
            as behaviour_score,
        {{ to_points('sum(rule_scores.units)') }} as score
    from instants
    inner join people
        on instants.person_id = people.person_id
    cross join (values (true), (false)) as before_or_at (is_before)
    left join rule_scores
        on
            instants.person_id = rule_scores.person_id
            and instants.scored_at = rule_scores.scored_at
            and before_or_at.is_before = rule_scores.is_before
    where instants.scored_at >= people.known_since
    group by instants.person_id, instants.scored_at, people.known_since, before_or_at.is_before

)

select * from steps
