-- How much of what a month's customers cost they have brought back, as gross profit, up to so many months later. At
-- 100 % they are paid for. The mart keeps months with revenue only, and a running sum per channel: see lifetime_value.
with

cohort_ltv as (

    select * from marts.fct_cohort_ltv
    where
        attribution_model = $model
        and basis = $basis
        and ($segment_type = 'all' or channel = $segment)
        and cohort_month between date_trunc('month', $first_day) and $last_day

),

unit_economics as (

    select * from marts.fct_unit_economics
    where
        attribution_model = $model
        and basis = $basis
        and ($segment_type = 'all' or channel = $segment)
        and cohort_month between date_trunc('month', $first_day) and $last_day

),

cohorts as (

    select
        cohort_month,
        sum(customers)::double as customers,
        sum(spend + programme_cost) as cost,
        coalesce(
            sum(sum(abs(gross_profit))) over ()::double / nullif(sum(sum(abs(revenue))) over (), 0)::double, 0
        ) as margin,
        max(months_observed) as months_observed
    from unit_economics
    group by cohort_month

),

ages as (

    select
        *,
        unnest(range(months_observed + 1))::integer as months_since
    from cohorts

),

revenues as (

    select
        cohort_month,
        months_since,
        sum(revenue) as revenue
    from cohort_ltv
    group by cohort_month, months_since

),

final as (

    select
        ages.cohort_month,
        ages.months_since,
        ages.customers,
        ages.cost,
        coalesce(revenues.revenue, 0) as revenue,
        sum(coalesce(revenues.revenue, 0)) over so_far as revenue_so_far,
        100 * revenue_so_far::double * ages.margin / nullif(ages.cost, 0)::double as paid_back_percent
    from ages
    left join revenues
        on ages.cohort_month = revenues.cohort_month and ages.months_since = revenues.months_since
    window so_far as (
        partition by ages.cohort_month
        order by ages.months_since asc
        rows between unbounded preceding and current row
    )

)

select * from final
order by cohort_month asc, months_since asc
