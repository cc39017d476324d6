{# Credit and, where several touches share a conversion's money, what each gets of it: else it is all the touch's. #}
with

credits as (

    select * from {{ ref('int_attribution_credits') }}
    where not has_value or weight = path_weight

),

amounts as (

    select * from {{ ref('int_attribution_amounts') }}

),

attributed as (

    select
        model_number,
        conversion_number,
        touch_key,
        position,
        path_length,
        credit_units,
        cast(null as decimal(18, 2)) as attributed_value,
        cast(null as decimal(18, 2)) as attributed_value_reporting
    from credits

    union all

    select
        model_number,
        conversion_number,
        touch_key,
        position,
        path_length,
        credit_units,
        attributed_value,
        attributed_value_reporting
    from amounts

)

select * from attributed
