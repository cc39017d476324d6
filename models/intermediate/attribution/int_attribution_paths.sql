{# The touches before a conversion in order, once for every window that some model looks through. #}
with

touches as (

    select * from {{ ref('int_conversion_touches') }}

),

path_patterns as (

    select * from {{ ref('int_path_patterns') }}

),

pattern_paths as (

    select * from {{ ref('int_pattern_paths') }}

),

paths as (

    select
        pattern_paths.window_number,
        touches.conversion_number,
        pattern_paths.conversion_type,
        touches.touch_key,
        pattern_paths.position,
        pattern_paths.path_length,
        pattern_paths.lead_position,
        pattern_paths.opportunity_position,
        pattern_paths.is_close,
        path_patterns.has_value,
        touches.role_weight,
        touches.age_micros,
        {{ last_age_kept('pattern_paths', 'path_patterns') }} as last_age_micros
    from touches
    inner join path_patterns on touches.conversion_number = path_patterns.conversion_number
    inner join pattern_paths
        on
            path_patterns.pattern_number = pattern_paths.pattern_number
            and touches.place = pattern_paths.place

)

select * from paths
