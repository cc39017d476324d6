{# Where in the path a channel's touches stand. #}
with

windows as (

    select * from {{ ref('int_attribution_windows') }}
    where path_window = '{{ widest_window() }}'

),

paths as (

    select * from {{ ref('int_attribution_paths') }}

),

conversions as (

    select * from {{ ref('int_path_conversions') }}
    where not is_refund

),

touches as (

    select * from {{ ref('int_path_touches') }}

),

placed as (

    select
        conversions.conversion_type,
        conversions.conversion_number,
        touches.channel,
        case
            when paths.path_length = 1 then 'only'
            when paths.position = 1 then 'first'
            when paths.position = paths.path_length then 'last'
            else 'middle'
        end as place,
        paths.age_micros
    from paths
    inner join windows on paths.window_number = windows.window_number
    inner join conversions on paths.conversion_number = conversions.conversion_number
    inner join touches on paths.touch_key = touches.touch_key

),

final as (

    select
        conversion_type,
        channel,
        place,
        count(*) as touches,
        count(distinct conversion_number) as conversions,
        cast(sum(age_micros) / (86400000000.0 * count(*)) as decimal(18, 6)) as days_before_conversion
    from placed
    group by conversion_type, channel, place

)

select * from final
