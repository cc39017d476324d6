{# How much of a conversion each touch gets, in every model. Where a weight follows from the place in the path, so does
   the path's weight, and nothing is sorted; where it does not, weights are summed along the path. Methods stand apart:
   an engine would work out every formula for every touch. #}
{% set path = 'model_number, conversion_number' %}
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

{# An influence is the whole conversion at every touch, so such credit is never to be summed. #}
whole as (

    {% for method, touches in whole_methods().items() -%}
    select
        models.model_number,
        paths.conversion_number,
        paths.touch_number,
        paths.position,
        paths.path_length,
        1 as weight_up_to,
        0 as weight_before,
        1 as path_weight
    from paths
    inner join models
        on
            paths.window_number = models.window_number
            and models.method = '{{ method }}'
            and {{ model_is_for('paths.conversion_type') }}
    where {{ touches }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

placed as (

    {% for method in sharing_methods() -%}
    select
        models.model_number,
        paths.conversion_number,
        paths.touch_number,
        paths.position,
        paths.path_length,
        {{ weight_up_to(method, 'paths.position') }} as weight_up_to,
        {{ weight_up_to(method, '(paths.position - 1)') }} as weight_before,
        {{ weight_up_to(method, 'paths.path_length') }} as path_weight
    from paths
    inner join models
        on
            paths.window_number = models.window_number
            and models.method = '{{ method }}'
            and {{ model_is_for('paths.conversion_type') }}
    where not paths.has_role_weights
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

summed as (

    select
        model_number,
        conversion_number,
        touch_number,
        position,
        path_length,
        cast(sum(weight) over (
            partition by {{ path }}
            order by position asc
            rows between unbounded preceding and current row
        ) as bigint) as weight_up_to,
        weight,
        cast(sum(weight) over (
            partition by {{ path }}
            order by position asc
            rows between unbounded preceding and unbounded following
        ) as bigint) as path_weight
    from {{ ref('int_touch_weights') }}

),

running as (

    select * from whole

    union all

    select * from placed

    union all

    select
        model_number,
        conversion_number,
        touch_number,
        position,
        path_length,
        weight_up_to,
        weight_up_to - weight as weight_before,
        path_weight
    from summed

),

{# A path whose touches all weigh nothing is shared evenly. #}
weighted as (

    select
        model_number,
        conversion_number,
        touch_number,
        case when path_weight > 0 then weight_up_to - weight_before else 1 end as weight,
        case when path_weight > 0 then path_weight else path_length end as path_weight,
        case when path_weight > 0 then weight_before else position - 1 end as weight_before,
        position,
        path_length
    from running

),

credits as (

    select
        model_number,
        conversion_number,
        touch_number,
        position,
        path_length,
        weight,
        path_weight,
        {{ credit_up_to('(weight_before + weight)', 'path_weight') }}
        - {{ credit_up_to('weight_before', 'path_weight') }} as credit_units
    from weighted

)

select * from credits
