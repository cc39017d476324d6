-- Channel by channel: what a customer cost and brought, the cohorts of the period together.
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
        channel,
        sum(customers)::double as customers,
        sum(spend) as spend,
        sum(programme_cost) as programme_cost,
        sum(revenue) as revenue,
        sum(gross_profit) as gross_profit
    from unit_economics
    group by channel

),

final as (

    select
        channel,
        customers,
        spend,
        programme_cost,
        revenue,
        nullif(spend + programme_cost, 0)::double / nullif(customers, 0) as cac,
        gross_profit::double / nullif(customers, 0) as ltv,
        gross_profit::double / nullif(spend + programme_cost, 0)::double as ltv_to_cac,
        revenue::double / nullif(spend, 0)::double as roas,
        (revenue - spend - programme_cost)::double / nullif(spend + programme_cost, 0)::double * 100 as roi_percent
    from summed

)

select * from final
order by revenue desc, spend desc, channel asc
