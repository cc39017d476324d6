{# What a touch weighs where that does not follow from its place alone: by its age, by what was learned about its
   channel, and on deals whose people weigh by their roles. Models meet the places of patterns first, which are few. #}
with

models as (

    select * from {{ ref('int_windowed_models') }}

),

pattern_paths as (

    select * from {{ ref('int_pattern_paths') }}

),

touches as (

    select * from {{ ref('int_conversion_touches') }}

),

path_patterns as (

    select * from {{ ref('int_path_patterns') }}

),

places as (

    select
        models.model_number,
        models.half_life_days,
        paths.pattern_number,
        paths.place,
        paths.position,
        paths.path_length,
        paths.touches_kept,
        case models.method
            {%- for method in sharing_methods() %}
            when '{{ method }}' then {{ weight_at(method) }}
            {%- endfor %}
        end as place_weight
    from pattern_paths as paths
    inner join models
        on
            paths.window_number = models.window_number
            and {{ model_is_for('paths.conversion_type') }}
    where models.method = 'time_decay' or (models.method in ({{ sharing_names() }}) and paths.has_role_weights)

),

touch_weights as (

    select
        places.model_number,
        touches.conversion_number,
        touches.touch_key,
        places.position,
        places.path_length,
        path_patterns.has_value,
        touches.role_weight * coalesce(
            places.place_weight,
            {{ decayed_weight(
                'touches.age_micros', last_age_kept('places', 'path_patterns'), 'places.half_life_days'
            ) }}
        ) as weight
    from touches
    inner join path_patterns on touches.conversion_number = path_patterns.conversion_number
    inner join places
        on
            path_patterns.pattern_number = places.pattern_number
            and touches.place = places.place

    union all

    select
        model_number,
        conversion_number,
        touch_key,
        position,
        path_length,
        has_value,
        weight
    from {{ ref('int_learned_touch_weights') }}

)

select * from touch_weights
