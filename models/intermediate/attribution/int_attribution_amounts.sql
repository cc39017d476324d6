{# The money of conversions that several touches share, in cents by largest remainder: sums are exact, on any engine, in
   any row order. A refund is shared as the order was, and negated. #}
{% set path = 'model_number, conversion_number' %}
with

credits as (

    select * from {{ ref('int_attribution_credits') }}
    where has_value and weight < path_weight

),

{# Where the reporting currency is the conversion's own, or has no rate, it is shared once. #}
conversions as (

    select
        conversion_number,
        abs(value_cents) as value_cents,
        sign(value_cents) as value_sign,
        abs(reporting_cents) as reporting_cents,
        sign(reporting_cents) as reporting_sign,
        coalesce(value_cents = reporting_cents, true) as is_shared_once
    from {{ ref('int_path_conversions') }}
    where has_value

),

{% for amounts, condition in [('once', 'conversions.is_shared_once'), ('twice', 'not conversions.is_shared_once')] -%}
{%- set names = ['value'] if amounts == 'once' else ['value', 'reporting'] -%}
shares_{{ amounts }} as (

    select
        credits.model_number,
        credits.conversion_number,
        credits.touch_key,
        credits.position,
        credits.path_length,
        {%- for name in names %}
        conversions.{{ name }}_cents,
        conversions.{{ name }}_sign,
        {{ whole_share('conversions.' ~ name ~ '_cents', 'credits.weight', 'credits.path_weight') }}
            as {{ name }}_whole,
        {{ share_remainder('conversions.' ~ name ~ '_cents', 'credits.weight', 'credits.path_weight') }}
            as {{ name }}_remainder,
        {%- endfor %}
        credits.credit_units
    from credits
    inner join conversions on credits.conversion_number = conversions.conversion_number
    where {{ condition }}

),

units_{{ amounts }} as (

    select
        model_number,
        conversion_number,
        touch_key,
        position,
        path_length,
        {%- for name in names %}
        {{ name }}_sign,
        {{ shared_units(name ~ '_cents', name, path, 'position') }} as {{ name }}_units,
        {%- endfor %}
        credit_units
    from shares_{{ amounts }}

),

{% endfor -%}
amounts as (
    {% for amounts in ['once', 'twice'] %}
    select
        model_number,
        conversion_number,
        touch_key,
        position,
        path_length,
        credit_units,
        {{ from_units('value_sign * (value_units)') }} as attributed_value,
        {{ from_units('reporting_sign * (reporting_units)') if amounts == 'twice' else 'cast(null as decimal(18, 2))' }}
            as attributed_value_reporting
    from units_{{ amounts }}
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}

)

select * from amounts
