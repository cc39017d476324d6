{# What the customers of a month brought since, month after month. The revenue of a customer, whenever it came, is
   shared as its acquisition was: the channel that won a customer has all of what the customer bought. By touch, a
   cohort is the month of the touches that won them; by conversion, the month they were won. #}
with

customers as (

    select * from {{ ref('fct_customer_value') }}
    where is_customer

),

conversions as (

    select
        *,
        {{ customer_id('fct_conversions') }} as customer_id
    from {{ ref('fct_conversions') }} as fct_conversions

),

bases as (

    select 'touch' as basis
    union all
    select 'conversion' as basis

),

customer_months as (

    select
        customers.acquisition_conversion_id as conversion_id,
        date_trunc('month', conversions.converted_at) as revenue_month,
        cast(sum(conversions.value_reporting) as decimal(18, 2)) as revenue,
        sum(case when conversions.value is not null and conversions.value_reporting is null then 1 else 0 end)
            as unconverted_amounts
    from customers
    inner join conversions on customers.customer_id = conversions.customer_id
    inner join {{ ref('conversion_types') }} as conversion_types
        on conversions.conversion_type = conversion_types.conversion_type
    where conversion_types.is_revenue
    group by customers.acquisition_conversion_id, date_trunc('month', conversions.converted_at)

),

acquisitions as (

    select
        attribution_model,
        conversion_id,
        channel,
        date_trunc('month', coalesce(touched_at, converted_at)) as touched_month,
        date_trunc('month', converted_at) as converted_month,
        sum(credit) as credit
    from {{ ref('fct_attribution') }}
    where conversion_type = 'customer' and is_additive
    group by attribution_model, conversion_id, channel, touched_month, converted_month

),

{# Credit up to a row: the difference of two rounded running sums is the row's cents, and all add up. #}
running as (

    select
        *,
        cast(sum(credit) over up_to as decimal(20, 12)) as credit_until,
        cast(sum(credit) over up_to - credit as decimal(20, 12)) as credit_before
    from acquisitions
    window up_to as (
        partition by attribution_model, conversion_id
        order by touched_month asc, channel asc
        rows between unbounded preceding and current row
    )

),

shares as (

    select
        running.attribution_model,
        running.channel,
        running.touched_month,
        running.converted_month,
        customer_months.revenue_month,
        {{ round_half_up('customer_months.revenue * running.credit_until') }}
        - {{ round_half_up('customer_months.revenue * running.credit_before') }} as revenue,
        customer_months.unconverted_amounts
    from running
    inner join customer_months on running.conversion_id = customer_months.conversion_id

),

dated as (

    select
        shares.*,
        bases.basis,
        cast(case bases.basis when 'touch' then shares.touched_month else shares.converted_month end as date)
            as cohort_month
    from shares
    cross join bases

),

{# What was bought before the cohort's month counts in it. #}
months as (

    select
        cohort_month,
        channel,
        attribution_model,
        basis,
        cast(greatest(0, {{ months_between('cohort_month', 'revenue_month') }}) as integer) as months_since,
        sum(revenue) as revenue,
        sum(unconverted_amounts) as unconverted_amounts
    from dated
    group by all

),

final as (

    select
        channel,
        attribution_model,
        basis,
        months_since,
        cast(coalesce(revenue, 0) as decimal(18, 2)) as revenue,
        cast(coalesce(sum(revenue) over cohort, 0) as decimal(18, 2)) as cumulative_revenue,
        cast(unconverted_amounts as bigint) as unconverted_amounts,
        cohort_month
    from months
    window cohort as (
        partition by cohort_month, channel, attribution_model, basis
        order by months_since asc
        rows between unbounded preceding and current row
    )

)

select * from final
