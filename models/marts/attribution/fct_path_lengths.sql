with

paths as (

    select * from {{ ref('fct_paths') }}

),

final as (

    select
        conversion_type,
        path_length,
        cast(sum(case when is_converting then 1 else 0 end) as bigint) as conversions,
        cast(sum(case when is_converting then 0 else 1 end) as bigint) as paths_without_conversion,
        cast(sum(value_reporting) as decimal(18, 2)) as value_reporting,
        cast(avg(days_to_convert) as decimal(18, 6)) as days_to_convert,
        cast(median(days_to_convert) as decimal(18, 6)) as median_days_to_convert
    from paths
    group by conversion_type, path_length

)

select * from final
