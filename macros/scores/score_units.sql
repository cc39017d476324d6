{# Scores are whole millionths of a point while they are summed: the same whatever order rows come in. #}
{% macro score_units() -%}
    1000000
{%- endmacro %}

{# What is left at `instant` of points given at `given_at`: points × 2^(-age / half-life). Without a half-life all. #}
{% macro decayed_points(points, half_life_days, given_at, instant) -%}
    {{ points }} * coalesce(power(
        2.0,
        ({{ epoch_micros(given_at) }} - {{ epoch_micros(instant) }}) / (86400000000.0 * {{ half_life_days }})
    ), 1.0)
{%- endmacro %}

{# Whether points count at `instant`: they are given by then, and not taken back. #}
{% macro points_count_at(points, instant) -%}
    {{ points }}.given_at <= {{ instant }}
    and ({{ points }}.ended_at is null or {{ points }}.ended_at > {{ instant }})
{%- endmacro %}

{# Points of one rule summed and held within the cap of its newest version, in millionths of a point. An aggregate. #}
{% macro capped_score(cap, rule_version, points) -%}
    greatest(
        -{{ score_units() }} * max_by({{ cap }}, {{ rule_version }}),
        least(
            {{ score_units() }} * max_by({{ cap }}, {{ rule_version }}),
            sum(cast(round({{ score_units() }} * {{ points }}) as bigint))
        )
    )
{%- endmacro %}

{# What a rule gives a person at `instant`, in millionths of a point: an aggregate over the rows of
   int_lead_score_points (or fct_lead_score_points) that count then, grouped by person, rule and instant. #}
{% macro rule_score_at(points, instant) -%}
    {{ capped_score(
        points ~ '.cap',
        points ~ '.rule_version',
        decayed_points(points ~ '.points', points ~ '.half_life_days', points ~ '.given_at', instant)
    ) }}
{%- endmacro %}

{# Millionths of a point as points. #}
{% macro to_points(units) -%}
    coalesce(cast({{ units }} as double), 0) / {{ score_units() }}
{%- endmacro %}
