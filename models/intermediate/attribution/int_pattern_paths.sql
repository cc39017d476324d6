{# Where the touches of a pattern stand in every window that some model looks through. A window is the end of a path,
   less what it leaves out. #}
{% set path = 'in_window.window_number, in_window.pattern_number' %}
with

windows as (

    select * from {{ ref('int_attribution_windows') }}

),

patterns as (

    select * from {{ ref('int_path_patterns') }}
    where conversion_number = pattern_number

),

touches as (

    select * from {{ ref('int_conversion_touches') }}

),

in_window as (

    select
        windows.window_number,
        windows.direct_handling,
        windows.channels,
        patterns.pattern_number,
        patterns.conversion_type,
        patterns.is_close,
        patterns.has_role_weights,
        touches.place,
        touches.is_direct,
        touches.is_before_lead,
        touches.is_before_opportunity
    from patterns
    inner join touches on patterns.pattern_number = touches.conversion_number
    inner join windows
        on
            (windows.lookback_micros is null or touches.age_micros <= windows.lookback_micros)
            and (windows.channels = 'all' or touches.is_paid)
            and (touches.is_in_cycle or not windows.bounded_by_cycle)

),

{# Where direct is left out, it still counts when it is the whole path. #}
paths_with_a_campaign as (

    select distinct
        window_number,
        pattern_number
    from in_window
    where direct_handling = 'exclude_unless_alone' and not is_direct

),

pattern_paths as (

    select
        in_window.window_number,
        in_window.pattern_number,
        in_window.conversion_type,
        in_window.place,
        cast(row_number() over (partition by {{ path }} order by in_window.place asc) as integer) as position,
        cast(count(*) over (partition by {{ path }}) as integer) as path_length,
        cast(sum(case when in_window.is_before_lead then 1 else 0 end) over (partition by {{ path }}) as integer)
            as lead_position,
        cast(sum(case when in_window.is_before_opportunity then 1 else 0 end) over (partition by {{ path }}) as integer)
            as opportunity_position,
        in_window.is_close,
        in_window.has_role_weights,
        case
            when in_window.channels = 'paid' then 'paid'
            when paths_with_a_campaign.pattern_number is not null then 'not direct'
            else 'all'
        end as touches_kept
    from in_window
    left join paths_with_a_campaign
        on
            in_window.window_number = paths_with_a_campaign.window_number
            and in_window.pattern_number = paths_with_a_campaign.pattern_number
    where paths_with_a_campaign.pattern_number is null or not in_window.is_direct

)

select * from pattern_paths
