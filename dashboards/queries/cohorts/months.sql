-- Cohort by cohort: what its customers cost, and what they brought so far. Younger cohorts have had less time to.
with

unit_economics as (

    select * from marts.fct_unit_economics
    where
        attribution_model = $model
        and basis = $basis
        and ($segment_type = 'all' or channel = $segment)
        and cohort_month between date_trunc('month', $first_day) and $last_day

),

summed as (

    select
        cohort_month,
        sum(customers)::double as customers,
        sum(spend) as spend,
        sum(programme_cost) as programme_cost,
        sum(revenue) as revenue,
        sum(gross_profit) as gross_profit,
        max(months_observed) as months_observed
    from unit_economics
    group by cohort_month

),

final as (

    select
        cohort_month,
        customers,
        spend,
        programme_cost,
        revenue,
        gross_profit,
        nullif(spend + programme_cost, 0)::double / nullif(customers, 0) as cac,
        gross_profit::double / nullif(customers, 0) as ltv,
        gross_profit::double / nullif(spend + programme_cost, 0)::double as ltv_to_cac,
        months_observed
    from summed

)

select * from final
order by cohort_month asc
