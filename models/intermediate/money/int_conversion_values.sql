{# What a conversion is worth, in its currency and in the reporting currency at the rate of its day. #}
with

conversions as (

    select * from {{ ref('int_conversions') }}

),

rates as (

    select * from {{ ref('int_fx_rates') }}

),

conversion_values as (

    select
        conversions.conversion_id,
        conversions.value,
        conversions.currency_code,
        {{ in_reporting_currency('conversions.value', 'conversions.currency_code', 'rates.rate') }} as value_reporting
    from conversions
    left join rates
        on
            conversions.currency_code = rates.from_currency
            and cast(conversions.converted_at as date) = rates.rate_date

)

select * from conversion_values
