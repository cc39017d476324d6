{# What a touch weighs where that does not follow from its place: by its age, by what was learned about its channel, and
   on deals whose people weigh by their roles. #}
with

models as (

    select * from {{ ref('int_windowed_models') }}

),

paths as (

    select * from {{ ref('int_attribution_paths') }}

),

touch_weights as (

    select
        models.model_number,
        paths.conversion_number,
        paths.touch_key,
        paths.position,
        paths.path_length,
        paths.has_value,
        paths.role_weight * {{ weight_at('time_decay') }} as weight
    from paths
    inner join models
        on
            paths.window_number = models.window_number
            and models.method = 'time_decay'
            and {{ model_is_for('paths.conversion_type') }}

    union all

    select
        models.model_number,
        paths.conversion_number,
        paths.touch_key,
        paths.position,
        paths.path_length,
        paths.has_value,
        paths.role_weight * case models.method
            {%- for method in sharing_methods() %}
            when '{{ method }}' then {{ weight_at(method) }}
            {%- endfor %}
        end as weight
    from paths
    inner join models
        on
            paths.window_number = models.window_number
            and models.method in ({{ sharing_names() }})
            and {{ model_is_for('paths.conversion_type') }}
    where paths.has_role_weights

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
