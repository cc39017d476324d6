{# The touches before a conversion in order, once for every window that some model looks through. A window is the end of
   a path, less what it leaves out: a place in it is the place among what it keeps, less what came before it. #}
with

windows as (

    select * from {{ ref('int_attribution_windows') }}

),

touches as (

    select * from {{ ref('int_conversion_touches') }}

),

conversions as (

    select
        conversion_number,
        conversion_type,
        is_close,
        has_role_weights
    from {{ ref('int_path_conversions') }}

),

in_window as (

    select
        windows.window_number,
        windows.direct_handling,
        windows.channels,
        touches.*
    from touches
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
        conversion_number
    from in_window
    where direct_handling = 'exclude_unless_alone' and not is_direct

),

kept as (

    select
        in_window.window_number,
        in_window.conversion_number,
        in_window.touch_number,
        case
            when in_window.channels = 'paid' then in_window.place_of_paid
            when paths_with_a_campaign.conversion_number is not null then in_window.place_without_direct
            else in_window.place
        end as place,
        in_window.is_before_lead,
        in_window.is_before_opportunity,
        in_window.role_weight,
        in_window.age_micros
    from in_window
    left join paths_with_a_campaign
        on
            in_window.window_number = paths_with_a_campaign.window_number
            and in_window.conversion_number = paths_with_a_campaign.conversion_number
    where paths_with_a_campaign.conversion_number is null or not in_window.is_direct

),

whole_paths as (

    select
        window_number,
        conversion_number,
        min(place) - 1 as places_before,
        count(*) as path_length,
        sum(case when is_before_lead then 1 else 0 end) as lead_position,
        sum(case when is_before_opportunity then 1 else 0 end) as opportunity_position,
        min(age_micros) as last_age_micros
    from kept
    group by window_number, conversion_number

),

paths as (

    select
        kept.window_number,
        kept.conversion_number,
        conversions.conversion_type,
        kept.touch_number,
        cast(kept.place - whole_paths.places_before as integer) as position,
        cast(whole_paths.path_length as integer) as path_length,
        cast(whole_paths.lead_position as integer) as lead_position,
        cast(whole_paths.opportunity_position as integer) as opportunity_position,
        conversions.is_close,
        conversions.has_role_weights,
        kept.role_weight,
        kept.age_micros,
        whole_paths.last_age_micros
    from kept
    inner join whole_paths
        on
            kept.window_number = whole_paths.window_number
            and kept.conversion_number = whole_paths.conversion_number
    inner join conversions on kept.conversion_number = conversions.conversion_number

)

select * from paths
