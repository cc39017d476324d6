{# What a customer costs and brings, by cohort of acquisition. Every ratio is of this row's sums; of several rows, take
   it from their sums anew. Without cost, without customers or with an amount that has no rate it is not known. #}
{% set margin = 'cast(' ~ var('gross_margin_percent') ~ ' as double) / 100' %}
with

cohort_roi as (

    select * from {{ ref('fct_cohort_roi') }}

),

cohort_ltv as (

    select * from {{ ref('fct_cohort_ltv') }}

),

costs as (

    select
        cohort_month,
        channel,
        attribution_model,
        basis,
        sum(spend) as spend,
        sum(programme_cost) as programme_cost,
        sum(customers) as customers,
        sum(unconverted_amounts) as unconverted_amounts
    from cohort_roi
    group by cohort_month, channel, attribution_model, basis
    having sum(spend) <> 0 or sum(programme_cost) <> 0 or sum(customers) <> 0 or sum(unconverted_amounts) > 0

),

paid_back as (

    select
        costs.cohort_month,
        costs.channel,
        costs.attribution_model,
        costs.basis,
        sum(cohort_ltv.revenue) as revenue,
        sum(cohort_ltv.unconverted_amounts) as unconverted_amounts,
        min(case when cohort_ltv.cumulative_revenue * {{ margin }} >= costs.spend then cohort_ltv.months_since end)
            as payback_months,
        min(case
            when cohort_ltv.cumulative_revenue * {{ margin }} >= costs.spend + costs.programme_cost
                then cohort_ltv.months_since
        end) as payback_months_with_programmes
    from costs
    inner join cohort_ltv
        on
            costs.cohort_month = cohort_ltv.cohort_month
            and costs.channel = cohort_ltv.channel
            and costs.attribution_model = cohort_ltv.attribution_model
            and costs.basis = cohort_ltv.basis
    group by all

),

{# As doubles, and null where nothing can be divided by them. #}
measured as (

    select
        costs.*,
        coalesce(paid_back.revenue, 0) as revenue,
        paid_back.payback_months,
        paid_back.payback_months_with_programmes,
        costs.unconverted_amounts + coalesce(paid_back.unconverted_amounts, 0) as all_unconverted,
        case when all_unconverted = 0 then cast(nullif(costs.spend, 0) as double) end as known_spend,
        case when all_unconverted = 0 then cast(nullif(costs.spend + costs.programme_cost, 0) as double) end
            as known_cost,
        cast(nullif(costs.customers, 0) as double) as known_customers,
        case when all_unconverted = 0 then cast(coalesce(paid_back.revenue, 0) as double) end as known_revenue
    from costs
    left join paid_back
        on
            costs.cohort_month = paid_back.cohort_month
            and costs.channel = paid_back.channel
            and costs.attribution_model = paid_back.attribution_model
            and costs.basis = paid_back.basis

),

final as (

    select
        channel,
        attribution_model,
        basis,
        cast(spend as decimal(18, 2)) as spend,
        cast(programme_cost as decimal(18, 2)) as programme_cost,
        cast(customers as decimal(24, 12)) as customers,
        cast(revenue as decimal(18, 2)) as revenue,
        cast(revenue * {{ margin }} as decimal(18, 2)) as gross_profit,
        cast(known_revenue * {{ margin }} / known_customers as decimal(18, 4)) as ltv,
        {% for cost, suffix in [('known_spend', ''), ('known_cost', '_with_programmes')] -%}
        cast({{ cost }} / known_customers as decimal(18, 4)) as cac{{ suffix }},
        cast(known_revenue * {{ margin }} / {{ cost }} as decimal(18, 4)) as ltv_to_cac{{ suffix }},
        cast((known_revenue - {{ cost }}) / {{ cost }} * 100 as decimal(18, 4)) as roi_percent{{ suffix }},
        case when {{ cost }} is not null then payback_months{{ suffix }} end as payback_months{{ suffix }},
        {% endfor -%}
        cast(known_revenue / known_spend as decimal(18, 4)) as roas,
        cast(
            {{ months_between('cohort_month', 'cast(' ~ as_of() ~ ' as date)') }} as integer
        ) as months_observed,
        cast(all_unconverted as bigint) as unconverted_amounts,
        cohort_month
    from measured

)

select * from final
