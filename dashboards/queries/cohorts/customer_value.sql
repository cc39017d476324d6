-- How customers differ: a tenth of them at a time, those who brought most first, and their share of the revenue.
with

customers as (

    select
        *,
        ntile(10) over (order by revenue desc, customer_id asc) as tenth
    from marts.fct_customer_value
    where
        is_customer
        and acquired_at >= $first_day
        and acquired_at < $last_day + interval 1 day

),

final as (

    select
        tenth,
        count(*) as customers,
        sum(revenue) as revenue,
        100 * sum(revenue)::double / nullif(sum(sum(revenue)) over (), 0)::double as revenue_percent,
        100 * sum(sum(revenue)) over (order by tenth asc)::double / nullif(sum(sum(revenue)) over (), 0)::double
            as cumulative_percent,
        median(revenue)::double as median_revenue
    from customers
    group by tenth

)

select * from final
order by tenth asc
