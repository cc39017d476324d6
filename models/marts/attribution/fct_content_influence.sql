{# Pages and files that converting paths had against paths that led nowhere. Lift is the ratio of the two conversion
   rates, its 95 % interval that of a risk ratio: exp(ln lift ± 1.96 sqrt(1/a - 1/(a + b) + 1/c - 1/(c + d))) with a of
   a + b paths that had it converting, and c of c + d that had not (Katz, Baptista, Azen and Pike 1978, Biometrics 34). #}
with

windows as (

    select * from {{ ref('int_attribution_windows') }}
    where path_window = '{{ widest_window() }}'

),

session_content as (

    select * from {{ ref('int_session_content') }}

),

touches as (

    select * from {{ ref('int_path_touches') }}

),

{# What came after the conversion did not lead to it, nor did the download that is the conversion. #}
had_before as (

    select distinct
        conversions.conversion_type,
        conversions.conversion_number as path_id,
        session_content.content_kind,
        session_content.content_host,
        session_content.content_path
    from {{ ref('int_attribution_paths') }} as paths
    inner join windows on paths.window_number = windows.window_number
    inner join {{ ref('int_path_conversions') }} as conversions
        on paths.conversion_number = conversions.conversion_number and not conversions.is_refund
    inner join touches on paths.touch_key = touches.touch_key
    inner join session_content
        on
            touches.session_id = session_content.session_id
            and conversions.converted_micros
            >= session_content.had_micros + case when session_content.content_kind = 'asset' then 1 else 0 end

),

had_in_vain as (

    select distinct
        open_path_types.conversion_type,
        open_path_types.path_id,
        session_content.content_kind,
        session_content.content_host,
        session_content.content_path
    from {{ ref('int_open_paths') }} as paths
    inner join windows on paths.window_number = windows.window_number
    inner join {{ ref('int_open_path_types') }} as open_path_types
        on
            paths.window_number = open_path_types.window_number
            and paths.person_id = open_path_types.person_id
    inner join touches on paths.touch_key = touches.touch_key
    inner join session_content
        on
            touches.session_id = session_content.session_id
            and paths.as_of_micros >= session_content.had_micros

),

had as (

    select * from had_before
    union all
    select * from had_in_vain

),

{# Paths on which nothing was seen, as those of trade shows, tell nothing about content. #}
totals as (

    select
        conversion_type,
        count(distinct case when path_id > 0 then path_id end) as converting,
        count(distinct path_id) as paths
    from had
    group by conversion_type

),

content as (

    select
        had.conversion_type,
        had.content_kind,
        had.content_host,
        had.content_path,
        sum(case when had.path_id > 0 then 1 else 0 end) as converting_with,
        count(*) as paths_with,
        any_value(totals.converting) as converting,
        any_value(totals.paths) as paths
    from had
    inner join totals on had.conversion_type = totals.conversion_type
    group by had.conversion_type, had.content_kind, had.content_host, had.content_path

),

counted as (

    select
        *,
        converting - converting_with as converting_without,
        paths - paths_with as paths_without
    from content

),

compared as (

    select
        *,
        cast(converting_with as double) * paths_without / nullif(cast(converting_without as double) * paths_with, 0)
            as lift,
        1.959963984540054 * sqrt(
            1.0 / nullif(converting_with, 0) - 1.0 / paths_with
            + 1.0 / nullif(converting_without, 0) - 1.0 / nullif(paths_without, 0)
        ) as margin
    from counted

),

final as (

    select
        md5(concat_ws(
            '|', conversion_type, content_kind, coalesce(content_host, '-'), coalesce(content_path, '-')
        )) as content_influence_id,
        conversion_type,
        content_kind,
        content_host,
        content_path,
        cast(converting_with as bigint) as converting_paths_with,
        cast(paths_with as bigint) as paths_with,
        cast(converting_without as bigint) as converting_paths_without,
        cast(paths_without as bigint) as paths_without,
        cast(lift as decimal(18, 6)) as lift,
        cast(case when lift > 0 then exp(ln(lift) - margin) end as decimal(18, 6)) as lift_low,
        cast(case when lift > 0 then exp(ln(lift) + margin) end as decimal(18, 6)) as lift_high
    from compared

)

select * from final
