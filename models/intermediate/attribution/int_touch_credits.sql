{# The credit of touches that are weighed one by one: weights are summed along the path. #}
{% set path = 'partition by model_number, conversion_number order by position asc' %}
with

touch_weights as (

    select * from {{ ref('int_touch_weights') }}

),

running as (

    select
        model_number,
        conversion_number,
        touch_key,
        position,
        path_length,
        has_value,
        weight,
        cast(sum(weight) over (
            {{ path }}
            rows between unbounded preceding and current row
        ) as bigint) as weight_up_to,
        cast(sum(weight) over (
            {{ path }}
            rows between unbounded preceding and unbounded following
        ) as bigint) as path_weight
    from touch_weights

),

from_to as (

    select
        model_number,
        conversion_number,
        touch_key,
        position,
        path_length,
        has_value,
        weight_up_to,
        weight_up_to - weight as weight_before,
        path_weight
    from running

),

credits as (

    select
        model_number,
        conversion_number,
        touch_key,
        position,
        path_length,
        has_value,
        {{ shared_credit() }}
    from from_to

)

select * from credits
