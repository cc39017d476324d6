{# The money of conversions that several touches share, in cents by largest remainder: sums are exact, on any engine, in
   any row order. A refund is shared as the order was, and negated. #}
{% set path = 'model_number, conversion_number' %}
with

credits as (

    select * from {{ ref('int_attribution_credits') }}
    where weight < path_weight and credit_units > 0

),

conversions as (

    select
        conversions.conversion_number,
        {{ cents('abs(amounts.value)') }} as value_cents,
        sign(amounts.value) as value_sign,
        {{ cents('abs(amounts.value_reporting)') }} as reporting_cents,
        sign(amounts.value_reporting) as reporting_sign
    from {{ ref('int_conversion_values') }} as amounts
    inner join {{ ref('int_path_conversions') }} as conversions on amounts.conversion_id = conversions.conversion_id
    where amounts.value is not null

),

shares as (

    select
        credits.model_number,
        credits.conversion_number,
        credits.touch_number,
        credits.position,
        conversions.value_cents,
        conversions.value_sign,
        conversions.reporting_cents,
        conversions.reporting_sign,
        {{ whole_share('conversions.value_cents', 'credits.weight', 'credits.path_weight') }} as value_whole,
        {{ share_remainder('conversions.value_cents', 'credits.weight', 'credits.path_weight') }} as value_remainder,
        {{ whole_share('conversions.reporting_cents', 'credits.weight', 'credits.path_weight') }} as reporting_whole,
        {{ share_remainder('conversions.reporting_cents', 'credits.weight', 'credits.path_weight') }}
            as reporting_remainder
    from credits
    inner join conversions on credits.conversion_number = conversions.conversion_number

),

amounts as (

    select
        model_number,
        conversion_number,
        touch_number,
        {{ from_units('value_sign * (' ~ shared_units('value_cents', 'value', path, 'position') ~ ')') }}
            as attributed_value,
        {{ from_units('reporting_sign * (' ~ shared_units('reporting_cents', 'reporting', path, 'position') ~ ')') }}
            as attributed_value_reporting
    from shares

)

select * from amounts
