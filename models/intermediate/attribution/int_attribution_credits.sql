{# How much of a conversion each touch gets, in every model. Credit is shared in units of 10^-12 and money in cents,
   both by largest remainder over whole-number weights: sums are exact, on any engine, in any row order. #}
{% set credit_units = 1000000000000 %}
{% set path = 'attribution_model, conversion_id' %}
with

models as (

    select * from {{ ref('int_attribution_models') }}

),

paths as (

    select * from {{ ref('int_attribution_paths') }}

),

conversions as (

    select
        conversion_id,
        {{ cents('abs(value)') }} as value_cents,
        sign(value) as value_sign,
        {{ cents('abs(value_reporting)') }} as reporting_cents,
        sign(value_reporting) as reporting_sign
    from {{ ref('int_conversion_values') }}

),

weights as (

    select
        models.attribution_model,
        paths.conversion_id,
        paths.touchpoint_id,
        paths.position,
        paths.path_length,
        {{ attribution_weight('models.method', 'paths.position', 'paths.path_length') }} as weight
    from paths
    inner join models on paths.path_window = models.path_window

),

weighted as (

    select
        *,
        cast(sum(weight) over (partition by {{ path }}) as bigint) as path_weight
    from weights
    where weight > 0

),

shares as (

    select
        weighted.*,
        conversions.value_cents,
        conversions.value_sign,
        conversions.reporting_cents,
        conversions.reporting_sign,
        {{ whole_share(credit_units, 'weight', 'path_weight') }} as credit_whole,
        {{ share_remainder(credit_units, 'weight', 'path_weight') }} as credit_remainder,
        {{ whole_share('value_cents', 'weight', 'path_weight') }} as value_whole,
        {{ share_remainder('value_cents', 'weight', 'path_weight') }} as value_remainder,
        {{ whole_share('reporting_cents', 'weight', 'path_weight') }} as reporting_whole,
        {{ share_remainder('reporting_cents', 'weight', 'path_weight') }} as reporting_remainder
    from weighted
    inner join conversions on weighted.conversion_id = conversions.conversion_id

),

credits as (

    select
        attribution_model,
        conversion_id,
        touchpoint_id,
        position,
        path_length,
        {{ from_units(shared_units(credit_units, 'credit', path, 'position'), 12) }} as credit,
        {{ from_units('value_sign * (' ~ shared_units('value_cents', 'value', path, 'position') ~ ')') }}
            as attributed_value,
        {{ from_units('reporting_sign * (' ~ shared_units('reporting_cents', 'reporting', path, 'position') ~ ')') }}
            as attributed_value_reporting
    from shares

)

select * from credits
