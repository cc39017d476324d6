{# Won deals and order lines of the sources, and the revenue of the marts, per currency; and per model and basis the
   performance marts have all of it in the reporting currency. #}
with

sources as (

    select
        currency_code,
        sum(amount) as revenue
    from (
        select
            currency_code,
            amount
        from {{ ref('conformed_opportunities') }}
        where is_won and not coalesce(is_deleted, false) and closed_at is not null

        union all

        select
            currency_code,
            amount
        from {{ ref('conformed_orders') }}
        where ordered_at is not null
    ) as amounts
    where amount is not null
    group by currency_code

),

revenue_types as (

    select * from {{ ref('conversion_types') }}
    where is_revenue

),

conversions as (

    select conversions.*
    from {{ ref('fct_conversions') }} as conversions
    inner join revenue_types on conversions.conversion_type = revenue_types.conversion_type
    where conversions.value is not null

),

marts as (

    select
        currency_code,
        sum(value) as revenue
    from conversions
    group by currency_code

),

total as (

    select coalesce(sum(value_reporting), 0) as revenue
    from conversions

),

models as (

    select attribution_model from {{ ref('attribution_models') }}
    where conversion_types is null

),

performance as (

    select
        performance.attribution_model,
        performance.basis,
        sum(performance.revenue) as revenue
    from {{ ref('fct_channel_performance') }} as performance
    inner join models on performance.attribution_model = models.attribution_model
    group by performance.attribution_model, performance.basis

)

select
    coalesce(sources.currency_code, marts.currency_code) as place,
    sources.revenue as revenue_in,
    marts.revenue as revenue_out
from sources
full join marts on sources.currency_code is not distinct from marts.currency_code
where sources.revenue is distinct from marts.revenue

union all

select
    performance.attribution_model || ', ' || performance.basis as place,
    total.revenue as revenue_in,
    performance.revenue as revenue_out
from performance
cross join total
where performance.revenue <> total.revenue
