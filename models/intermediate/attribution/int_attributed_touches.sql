{# Credit and, where several touches share a conversion's money, what each gets of it: else it is all the touch's. Rows
   without money and undivided rows are asked for with one condition each: an engine works out an "or" of both after the
   join, which took three times as long. #}
with

without_value as (

    select * from {{ ref('int_attribution_credits') }}
    where not has_value

),

undivided as (

    select * from {{ ref('int_attribution_credits') }}
    where has_value and weight = path_weight

),

amounts as (

    select * from {{ ref('int_attribution_amounts') }}

),

attributed as (

    {% for credits in ['without_value', 'undivided'] -%}
    select
        model_number,
        conversion_number,
        touch_key,
        position,
        path_length,
        credit_units,
        cast(null as decimal(18, 2)) as attributed_value,
        cast(null as decimal(18, 2)) as attributed_value_reporting
    from {{ credits }}

    union all

    {% endfor -%}
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
