{# Rates into the reporting currency, once per day and currency: as given, else the inverse of the opposite pair.
   Twelve decimals keep an inverse exact to the cent up to ten billion. #}
with

given as (

    select * from {{ ref('conformed_fx_rates') }}

),

rates as (

    select
        rate_date,
        from_currency,
        to_currency,
        cast(rate as decimal(20, 12)) as rate,
        'direct' as how_known
    from given
    where to_currency = '{{ reporting_currency() }}' and rate > 0

    union all

    select
        rate_date,
        to_currency as from_currency,
        from_currency as to_currency,
        cast(1 / cast(rate as double) as decimal(20, 12)) as rate,
        'inverse' as how_known
    from given
    where from_currency = '{{ reporting_currency() }}' and rate > 0

),

one_a_day as (

    select * from rates
    qualify row_number() over (partition by rate_date, from_currency order by how_known asc) = 1

)

select * from one_a_day
