{# What each variant of an experiment came to, metric by metric: the rate of those who converted, and revenue per
   person. Sums of money and of its squares are exact; a variant nobody saw has its row. #}
with

variants as (

    select * from {{ ref('conformed_experiment_variants') }}

),

participants as (

    select * from {{ ref('int_experiment_participants') }}

),

counted as (

    select
        experiment_id,
        variant_id,
        count(*) as people,
        sum(case when is_converted then 1 else 0 end) as converters,
        sum(revenue) as revenue,
        sum(cast(revenue * revenue as decimal(38, 4))) as squared_revenue,
        sum(unconverted_amounts) as unconverted_amounts,
        sum(case when window_ends_at > {{ as_of() }} then 1 else 0 end) as people_still_open
    from participants
    where status = 'counted'
    group by experiment_id, variant_id

),

torn as (

    select
        experiment_id,
        count(*) as people_in_several_variants
    from participants
    where status = 'several variants'
    group by experiment_id

),

shared as (

    select
        variants.experiment_id,
        variants.variant_id,
        variants.conversion_type,
        variants.is_control,
        cast(coalesce(counted.people, 0) as bigint) as people,
        cast(coalesce(counted.converters, 0) as bigint) as converters,
        cast(coalesce(counted.revenue, 0) as decimal(18, 2)) as revenue,
        cast(coalesce(counted.squared_revenue, 0) as double) as squared_revenue,
        coalesce(counted.unconverted_amounts, 0) as unconverted_amounts,
        coalesce(counted.people_still_open, 0) as people_still_open,
        coalesce(torn.people_in_several_variants, 0) as people_in_several_variants,
        cast(variants.expected_share as double)
        / cast(sum(variants.expected_share) over (partition by variants.experiment_id) as double) as expected_share,
        sum(coalesce(counted.people, 0)) over (partition by variants.experiment_id) as people_of_experiment,
        count(*) over (partition by variants.experiment_id) - 1 as degrees
    from variants
    left join counted
        on
            variants.experiment_id = counted.experiment_id
            and variants.variant_id = counted.variant_id
    left join torn
        on variants.experiment_id = torn.experiment_id

),

split as (

    select
        *,
        sum(
            power(people - expected_share * people_of_experiment, 2)
            / nullif(expected_share * people_of_experiment, 0)
        ) over (partition by experiment_id) as chi_square
    from shared

),

checked as (

    select
        *,
        {{ chi_square_tail('chi_square', 'degrees') }} as sample_ratio_p_value
    from split

),

measures as (

    select
        *,
        'conversion_rate' as metric,
        cast(converters as double) / nullif(people, 0) as estimate,
        cast(null as double) as variance
    from checked

    union all

    select
        *,
        'revenue_per_person' as metric,
        cast(revenue as double) / nullif(people, 0) as estimate,
        greatest(squared_revenue - cast(revenue as double) * cast(revenue as double) / nullif(people, 0), 0)
        / nullif(people - 1, 0) as variance
    from checked

)

select * from measures
