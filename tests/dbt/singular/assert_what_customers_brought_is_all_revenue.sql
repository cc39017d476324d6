{# Buyers have all revenue; cohorts have, per model and basis, all of what customers brought, and unit economics all
   customers. #}
with

total as (

    select coalesce(sum(conversions.value_reporting), 0) as revenue
    from {{ ref('fct_conversions') }} as conversions
    inner join {{ ref('conversion_types') }} as types on conversions.conversion_type = types.conversion_type
    where types.is_revenue

),

buyers as (

    select
        coalesce(sum(revenue), 0) as revenue,
        coalesce(sum(case when is_customer then revenue end), 0) as customer_revenue
    from {{ ref('fct_customer_value') }}

),

models as (

    select attribution_model from {{ ref('attribution_models') }}
    where conversion_types is null

),

cohorts as (
    {% for mart in ['fct_cohort_ltv', 'fct_unit_economics'] %}
    select
        '{{ mart }}' as mart,
        attribution_model,
        basis,
        sum(revenue) as revenue
    from {{ ref(mart) }}
    group by attribution_model, basis
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
),

customers as (

    select
        economics.attribution_model || ', ' || economics.basis as place,
        sum(economics.customers) as customers,
        (
            select count(*) from {{ ref('fct_conversions') }} as conversions
            where conversions.conversion_type = 'customer'
        ) as conversions
    from {{ ref('fct_unit_economics') }} as economics
    inner join models on economics.attribution_model = models.attribution_model
    group by economics.attribution_model, economics.basis

)

select
    'fct_customer_value' as mart,
    'all' as place,
    total.revenue as given,
    buyers.revenue as found
from total
cross join buyers
where total.revenue <> buyers.revenue

union all

select
    cohorts.mart,
    cohorts.attribution_model || ', ' || cohorts.basis as place,
    buyers.customer_revenue as given,
    cohorts.revenue as found
from cohorts
inner join models on cohorts.attribution_model = models.attribution_model
cross join buyers
where cohorts.revenue <> buyers.customer_revenue

union all

select
    'fct_unit_economics' as mart,
    place,
    conversions as given,
    customers as found
from customers
where customers <> conversions
