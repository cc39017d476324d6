{# How much of a conversion each touch gets, in every model: by its place in the pattern of the path, or by a weight of
   its own. #}
with

touches as (

    select * from {{ ref('int_conversion_touches') }}

),

path_patterns as (

    select * from {{ ref('int_path_patterns') }}

),

pattern_credits as (

    select * from {{ ref('int_pattern_credits') }}

),

touch_credits as (

    select * from {{ ref('int_touch_credits') }}

),

credits as (

    select
        pattern_credits.model_number,
        touches.conversion_number,
        touches.touch_key,
        pattern_credits.position,
        pattern_credits.path_length,
        path_patterns.has_value,
        pattern_credits.weight,
        pattern_credits.path_weight,
        pattern_credits.credit_units
    from touches
    inner join path_patterns on touches.conversion_number = path_patterns.conversion_number
    inner join pattern_credits
        on
            path_patterns.pattern_number = pattern_credits.pattern_number
            and touches.place = pattern_credits.place

    union all

    select
        model_number,
        conversion_number,
        touch_key,
        position,
        path_length,
        has_value,
        weight,
        path_weight,
        credit_units
    from touch_credits

)

select * from credits
where credit_units > 0
