{# How much of a conversion each touch gets, in every model. Where a weight follows from the place in the path, so does
   the path's weight, and nothing is sorted; where it does not, weights are summed along the path. #}
{% set path = 'model_number, conversion_number' %}
{% set place = ['paths.position', '(paths.position - 1)', 'paths.path_length'] %}
with

models as (

    select
        models.*,
        windows.window_number,
        models.method in ('first', 'last') as is_one_touch,
        models.method = 'time_decay' as is_summed
    from {{ ref('int_attribution_models') }} as models
    inner join {{ ref('int_attribution_windows') }} as windows on models.path_window = windows.path_window
    where not models.is_data_driven

),

paths as (

    select
        paths.*,
        conversions.conversion_type
    from {{ ref('int_attribution_paths') }} as paths
    inner join {{ ref('int_path_conversions') }} as conversions
        on paths.conversion_number = conversions.conversion_number

),

{# An influence is the whole conversion at every touch, so such credit is never to be summed. #}
placed as (

    select
        models.model_number,
        paths.conversion_number,
        paths.touch_number,
        paths.position,
        paths.path_length,
        case when models.is_additive then {{ weight_up_to(place[0]) }} else 1 end as weight_up_to,
        case when models.is_additive then {{ weight_up_to(place[1]) }} else 0 end as weight_before,
        case when models.is_additive then {{ weight_up_to(place[2]) }} else 1 end as path_weight
    from paths
    inner join models
        on
            paths.window_number = models.window_number
            and not models.is_summed
            and (models.is_one_touch or not models.is_additive or not paths.has_role_weights)
            and {{ model_is_for('paths.conversion_type') }}

),

weights as (

    select
        models.model_number,
        paths.conversion_number,
        paths.touch_number,
        paths.position,
        paths.path_length,
        cast(paths.role_weight as bigint) * case
            when models.method = 'time_decay' then {{ decayed_weight('paths', 'models.half_life_days') }}
            else {{ weight_up_to(place[0]) }} - {{ weight_up_to(place[1]) }}
        end as weight
    from paths
    inner join models
        on
            paths.window_number = models.window_number
            and (models.is_summed or (paths.has_role_weights and models.is_additive and not models.is_one_touch))
            and {{ model_is_for('paths.conversion_type') }}

    union all

    select
        model_number,
        conversion_number,
        touch_number,
        position,
        path_length,
        weight
    from {{ ref('int_learned_touch_weights') }}

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
    from weights

),

running as (

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
        position,
        path_length,
        case when path_weight > 0 then weight_up_to - weight_before else 1 end as weight,
        case when path_weight > 0 then path_weight else path_length end as path_weight,
        case when path_weight > 0 then weight_before else position - 1 end as weight_before
    from running
    where weight_up_to > weight_before or path_weight = 0

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
