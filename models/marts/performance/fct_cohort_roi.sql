{# What a month's money came to, month by month. By touch, a cohort is the month of the touches: what was spent then
   against what they brought since. By conversion, it is the month of the conversions: what they brought, by how long ago
   they had been touched. #}
with

attribution as (

    select * from {{ ref('fct_attribution') }}
    where is_additive

),

models as (

    select attribution_model from {{ ref('int_attribution_models') }}
    where is_additive

),

costs as (

    select * from {{ ref('int_marketing_costs') }}

),

bases as (

    select 'touch' as basis
    union all
    select 'conversion' as basis

),

dated as (

    select
        *,
        date_trunc('month', coalesce(touched_at, converted_at)) as touched_month,
        date_trunc('month', converted_at) as converted_month
    from attribution

),

booked as (

    select
        attribution_model,
        touched_month,
        converted_month,
        cast({{ months_between('touched_month', 'converted_month') }} as integer) as months_between,
        channel,
        {{ result_measures() }}
    from dated
    group by attribution_model, touched_month, converted_month, channel

),

spent as (

    select
        cast(date_trunc('month', date_day) as date) as cohort_month,
        channel,
        sum(spend) as spend,
        sum(programme_cost) as programme_cost,
        sum(unconverted_amounts) as unconverted_amounts
    from costs
    group by cast(date_trunc('month', date_day) as date), channel

),

both_sides as (

    select
        cast(case bases.basis when 'touch' then booked.touched_month else booked.converted_month end as date)
            as cohort_month,
        bases.basis,
        booked.attribution_model,
        booked.channel,
        booked.months_between,
        0 as spend,
        0 as programme_cost,
        {%- for column in counted_results().keys() | list + valued_results().keys() | list %}
        booked.{{ column }},
        {%- endfor %}
        booked.unconverted_amounts
    from booked
    cross join bases

    union all

    select
        spent.cohort_month,
        bases.basis,
        models.attribution_model,
        spent.channel,
        0 as months_between,
        spent.spend,
        spent.programme_cost,
        {%- for column in counted_results().keys() | list + valued_results().keys() | list %}
        0 as {{ column }},
        {%- endfor %}
        spent.unconverted_amounts
    from spent
    cross join models
    cross join bases

),

summed as (

    select
        cohort_month,
        basis,
        attribution_model,
        channel,
        months_between,
        {{ summed_results('both_sides') }}
    from both_sides
    group by cohort_month, basis, attribution_model, channel, months_between

),

cumulated as (

    select
        *,
        cast(sum(revenue) over (
            partition by cohort_month, basis, attribution_model, channel
            order by months_between asc
            rows between unbounded preceding and current row
        ) as decimal(18, 2)) as cumulative_revenue,
        cast(sum(spend) over (
            partition by cohort_month, basis, attribution_model, channel
        ) as decimal(18, 2)) as cohort_spend
    from summed

),

final as (

    select
        channel,
        attribution_model,
        basis,
        months_between,
        spend,
        programme_cost,
        {%- for column in counted_results().keys() | list + valued_results().keys() | list %}
        {{ column }},
        {%- endfor %}
        revenue,
        cumulative_revenue,
        cohort_spend,
        cast(100.0 * cast(cumulative_revenue - cohort_spend as double) / nullif(cohort_spend, 0) as decimal(18, 4))
            as roi_percent,
        unconverted_amounts,
        cohort_month
    from cumulated

)

select * from final
