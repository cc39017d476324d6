{# Paths that no window and no place can tell apart have one pattern, named by the first conversion of them: what a
   touch's place is worth is worked out once for all of them. Most conversions have few touches, so few patterns make
   up most paths. A path too long for 62 bits has a pattern of its own. #}
{% set pattern = [
    'conversion_type', 'has_role_weights', 'own_pattern', 'path_length', 'direct_places', 'paid_places',
    'cycle_places', 'touches_before_lead', 'touches_before_opportunity', 'touches_within_lookbacks',
] %}
{% set same_pattern = [] %}
{%- for column in pattern -%}
{%- do same_pattern.append('paths.' ~ column ~ ' = patterns.' ~ column) -%}
{%- endfor %}
with

conversions as (

    select * from {{ ref('int_path_conversions') }}

),

touches as (

    select * from {{ ref('int_conversion_touches') }}

),

lookbacks as (

    select distinct lookback_micros from {{ ref('int_attribution_windows') }}
    where lookback_micros is not null

),

{# Ages between two lookbacks, with how many lookbacks reach that far. #}
ages as (

    select
        lag(lookback_micros) over (order by lookback_micros asc) as longer_than_micros,
        lookback_micros as up_to_micros,
        row_number() over (order by lookback_micros desc) as lookbacks
    from lookbacks

    union all

    select
        max(lookback_micros) as longer_than_micros,
        cast(null as bigint) as up_to_micros,
        0 as lookbacks
    from lookbacks

),

{# Places as the bits of a whole number, counts of the touches within each lookback as its digits in base 64. What is
   before a milestone begins the path, so a count tells which; what is in the cycle need not end it: the visit that a
   conversion happened in may have begun before the cycle. #}
outlines as (

    select
        touches.conversion_number,
        cast(count(*) as integer) as path_length,
        bit_or(case
            when touches.is_direct and touches.place <= 62 then cast(power(2, touches.place - 1) as bigint) else 0
        end) as direct_places,
        bit_or(case
            when touches.is_paid and touches.place <= 62 then cast(power(2, touches.place - 1) as bigint) else 0
        end) as paid_places,
        bit_or(case
            when touches.is_in_cycle and touches.place <= 62 then cast(power(2, touches.place - 1) as bigint) else 0
        end) as cycle_places,
        cast(sum(case when touches.is_before_lead then 1 else 0 end) as integer) as touches_before_lead,
        cast(sum(case when touches.is_before_opportunity then 1 else 0 end) as integer) as touches_before_opportunity,
        cast(sum(
            case when ages.lookbacks between 1 and 9 then cast(power(64, ages.lookbacks - 1) as bigint) else 0 end
        ) as bigint) as touches_within_lookbacks,
        max(ages.lookbacks) as lookbacks,
        min(touches.age_micros) as last_age_micros,
        min(case when not touches.is_direct then touches.age_micros end) as last_age_without_direct,
        min(case when touches.is_paid then touches.age_micros end) as last_age_of_paid
    from touches
    inner join ages
        on
            (ages.longer_than_micros is null or touches.age_micros > ages.longer_than_micros)
            and (ages.up_to_micros is null or touches.age_micros <= ages.up_to_micros)
    group by touches.conversion_number

),

paths as (

    select
        outlines.conversion_number,
        conversions.conversion_type,
        conversions.is_close,
        conversions.has_role_weights,
        conversions.has_value,
        case when outlines.path_length > 62 or outlines.lookbacks > 9 then outlines.conversion_number else 0 end
            as own_pattern,
        outlines.path_length,
        outlines.direct_places,
        outlines.paid_places,
        outlines.cycle_places,
        outlines.touches_before_lead,
        outlines.touches_before_opportunity,
        outlines.touches_within_lookbacks,
        outlines.last_age_micros,
        outlines.last_age_without_direct,
        outlines.last_age_of_paid
    from outlines
    inner join conversions on outlines.conversion_number = conversions.conversion_number

),

patterns as (

    select
        {{ pattern | join(',\n        ') }},
        min(conversion_number) as pattern_number
    from paths
    group by
        {{ pattern | join(',\n        ') }}

),

path_patterns as (

    select
        paths.conversion_number,
        patterns.pattern_number,
        paths.conversion_type,
        paths.is_close,
        paths.has_role_weights,
        paths.has_value,
        paths.last_age_micros,
        paths.last_age_without_direct,
        paths.last_age_of_paid
    from paths
    inner join patterns
        on
            {{ same_pattern | join('\n            and ') }}

)

select * from path_patterns
