{# What a touch weighs where that does not follow from its place: by its age, by what was learned about its channel, and
   on deals whose people weigh by their roles. #}
with

models as (

    select
        models.*,
        windows.window_number
    from {{ ref('int_attribution_models') }} as models
    inner join {{ ref('int_attribution_windows') }} as windows on models.path_window = windows.path_window

),

paths as (

    select * from {{ ref('int_attribution_paths') }}

),

touch_weights as (

    {% for method in sharing_methods() + ['time_decay'] -%}
    select
        models.model_number,
        paths.conversion_number,
        paths.touch_number,
        paths.position,
        paths.path_length,
        paths.role_weight * {{ weight_at(method) }} as weight
    from paths
    inner join models
        on
            paths.window_number = models.window_number
            and models.method = '{{ method }}'
            and {{ model_is_for('paths.conversion_type') }}
    where paths.has_role_weights or models.method = 'time_decay'
    union all
    {% endfor %}

    select
        model_number,
        conversion_number,
        touch_number,
        position,
        path_length,
        weight
    from {{ ref('int_learned_touch_weights') }}

)

select * from touch_weights
