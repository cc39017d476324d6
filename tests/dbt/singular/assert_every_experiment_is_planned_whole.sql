{# What an experiment is decided by must stand before its numbers do. #}
with

variants as (

    select * from {{ ref('conformed_experiment_variants') }}

),

types as (

    select * from {{ ref('conversion_types') }}

),

plans as (

    select
        experiment_id,
        count(*) as variants,
        sum(case when is_control then 1 else 0 end) as controls,
        min(expected_share) as least_share,
        min(window_days) as least_window,
        min(conversion_type) as conversion_type,
        max(starts_at) as starts_at,
        min(ends_at) as ends_at,
        count(distinct concat(
            coalesce(hypothesis, '-'), '|', conversion_type, '|', cast(window_days as string), '|',
            coalesce(cast(starts_at as string), '-'), '|', coalesce(cast(ends_at as string), '-')
        )) as descriptions
    from variants
    group by experiment_id

),

problems as (

    select
        plans.experiment_id,
        case
            when plans.variants not between 2 and 31 then 'has not between 2 and 31 variants'
            when plans.controls <> 1 then 'has not exactly one control'
            when plans.least_share <= 0 then 'expects nobody in a variant'
            when plans.least_window < 1 then 'counts outcomes within less than a day'
            when plans.descriptions > 1 then 'has variants that say different things about it'
            when plans.starts_at >= plans.ends_at then 'ends before it starts'
            when types.conversion_type is null then 'is decided by no type of conversion_types.csv'
        end as problem
    from plans
    left join types
        on plans.conversion_type = types.conversion_type

)

select * from problems
where problem is not null
