{# What the places of a pattern are worth in every model whose weights follow from the place in the path: the path's
   weight follows too, and nothing is summed. Methods stand apart: an engine would work out every formula for every
   touch. #}
with

models as (

    select * from {{ ref('int_windowed_models') }}

),

paths as (

    select * from {{ ref('int_pattern_paths') }}

),

{# An influence is the whole conversion at every touch, so such credit is never to be summed. On deals whose people
   weigh by their roles, touches that share are weighed one by one. #}
running as (

    {% for method, touches in whole_methods().items() -%}
    select
        models.model_number,
        paths.pattern_number,
        paths.place,
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

    union all

    {% endfor %}
    {%- for method in sharing_methods() -%}
    select
        models.model_number,
        paths.pattern_number,
        paths.place,
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

credits as (

    select
        model_number,
        pattern_number,
        place,
        position,
        path_length,
        {{ shared_credit() }}
    from running

)

select * from credits
