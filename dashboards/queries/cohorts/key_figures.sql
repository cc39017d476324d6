-- What a customer cost and brought: the cohorts of the period, ratios of their sums. Cost is ads and programmes.
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
        sum(customers)::double as customers,
        sum(spend + programme_cost) as cost,
        sum(revenue) as revenue,
        sum(gross_profit) as gross_profit,
        sum(unconverted_amounts)::bigint as unconverted_amounts
    from unit_economics
    having count(*) > 0

),

final as (

    select
        customers,
        cost,
        revenue,
        gross_profit,
        nullif(cost, 0)::double / nullif(customers, 0) as cac,
        gross_profit::double / nullif(customers, 0) as ltv,
        gross_profit::double / nullif(cost, 0)::double as ltv_to_cac,
        (revenue - cost)::double / nullif(cost, 0)::double * 100 as roi_percent,
        unconverted_amounts
    from summed

)

select * from final
order by customers asc
