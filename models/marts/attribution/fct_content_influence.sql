{# Pages that converting paths saw against paths that led nowhere. Lift is the ratio of the two conversion rates, its
   95 % interval that of a risk ratio: exp(ln lift ± 1.96 sqrt(1/a - 1/(a + b) + 1/c - 1/(c + d))) with a of a + b paths
   that saw the page converting, and c of c + d that did not (Katz, Baptista, Azen and Pike 1978, Biometrics 34). #}
with

windows as (

    select * from {{ ref('int_attribution_windows') }}
    where path_window = '{{ widest_window() }}'

),

pages_of_sessions as (

    select
        session_id,
        page_host,
        page_path,
        min({{ epoch_micros('viewed_at') }}) as viewed_micros
    from {{ ref('fct_page_views') }}
    where session_id is not null and not is_bot
    group by session_id, page_host, page_path

),

touches as (

    select * from {{ ref('int_path_touches') }}

),

{# What was seen after the conversion did not lead to it. #}
seen_before as (

    select distinct
        conversions.conversion_type,
        conversions.conversion_number as path_id,
        pages_of_sessions.page_host,
        pages_of_sessions.page_path
    from {{ ref('int_attribution_paths') }} as paths
    inner join windows on paths.window_number = windows.window_number
    inner join {{ ref('int_path_conversions') }} as conversions
        on paths.conversion_number = conversions.conversion_number
    inner join touches on paths.touch_key = touches.touch_key
    inner join pages_of_sessions
        on
            touches.session_id = pages_of_sessions.session_id
            and conversions.converted_micros >= pages_of_sessions.viewed_micros

),

seen_in_vain as (

    select distinct
        open_path_types.conversion_type,
        open_path_types.path_id,
        pages_of_sessions.page_host,
        pages_of_sessions.page_path
    from {{ ref('int_open_paths') }} as paths
    inner join windows on paths.window_number = windows.window_number
    inner join {{ ref('int_open_path_types') }} as open_path_types
        on
            paths.window_number = open_path_types.window_number
            and paths.person_id = open_path_types.person_id
    inner join touches on paths.touch_key = touches.touch_key
    inner join pages_of_sessions
        on
            touches.session_id = pages_of_sessions.session_id
            and paths.as_of_micros >= pages_of_sessions.viewed_micros

),

seen as (

    select * from seen_before
    union all
    select * from seen_in_vain

),

{# Paths on which no page was seen, as those of trade shows, tell nothing about pages. #}
totals as (

    select
        conversion_type,
        count(distinct case when path_id > 0 then path_id end) as converting,
        count(distinct path_id) as paths
    from seen
    group by conversion_type

),

pages as (

    select
        seen.conversion_type,
        seen.page_host,
        seen.page_path,
        sum(case when seen.path_id > 0 then 1 else 0 end) as converting_with,
        count(*) as paths_with,
        any_value(totals.converting) as converting,
        any_value(totals.paths) as paths
    from seen
    inner join totals on seen.conversion_type = totals.conversion_type
    group by seen.conversion_type, seen.page_host, seen.page_path

),

counted as (

    select
        *,
        converting - converting_with as converting_without,
        paths - paths_with as paths_without
    from pages

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
        md5(concat_ws('|', conversion_type, coalesce(page_host, '-'), coalesce(page_path, '-')))
            as content_influence_id,
        conversion_type,
        page_host,
        page_path,
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
