{# What a version of a rule has left for a person whenever it gives or takes back points: carried from one occurrence to
   the next, so that a long history costs what it holds and not its square. In blocks of fifty half-lives, for a fading
   sum under one scale overflows; what is older than the block before is less than 2^-50 of itself. Empty unless a
   conversion rule asks for scores. #}
{% set block = 50 %}
{% set of_rule = ['person_id', 'rule_id', 'rule_version', 'rule_group', 'half_life_days', 'cap'] %}
{% set half_lives = epoch_micros('happened_at') ~ ' / (86400000000.0 * half_life_days)' %}
with

asked as (

    select distinct entity
    from {{ ref('int_conversion_rules') }}
    where entity = 'lead_scores'

),

points as (

    select lead_score_points.*
    from {{ ref('int_lead_score_points') }} as lead_score_points
    cross join asked

),

changes as (

    {% for instant, sign in [('given_at', 1), ('ended_at', -1)] -%}
    select
        {{ of_rule | join(',\n        ') }},
        {{ instant }} as happened_at,
        {{ sign }} * points as points,
        {{ sign }} as occurrences
    from points
    where {{ instant }} is not null
    {%- if not loop.last %}

    union all

    {% endif -%}
    {% endfor %}

),

aged as (

    select
        {{ of_rule | join(',\n        ') }},
        happened_at,
        sum(points) as points,
        sum(occurrences) as occurrences,
        coalesce({{ half_lives }}, 0.0) as half_lives,
        floor(coalesce({{ half_lives }}, 0.0) / {{ block }}) as block
    from changes
    group by {{ of_rule | join(', ') }}, happened_at

),

scaled as (

    select
        *,
        power(2.0, half_lives - {{ block }} * block) as scale
    from aged

),

summed as (

    select
        *,
        sum(occurrences) over (
            partition by person_id, rule_id, rule_version
            order by happened_at asc
            rows between unbounded preceding and current row
        ) as occurrences_left,
        sum(points * scale) over (
            partition by person_id, rule_id, rule_version, block
            order by happened_at asc
            rows between unbounded preceding and current row
        ) as in_block,
        sum(points * scale) over (
            partition by person_id, rule_id, rule_version
            order by block asc
            range between 1 preceding and 1 preceding
        ) as block_before
    from scaled

),

states as (

    select
        {{ of_rule | join(',\n        ') }},
        happened_at,
        occurrences_left,
        case
            when half_life_days is null then in_block
            else (in_block + coalesce(block_before, 0) * power(2.0, -{{ block }})) / scale
        end as points_left
    from summed

)

select * from states
