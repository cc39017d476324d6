{# The touches before a conversion in order, once for every window that some model looks through. Time is compared to
   the instant; a touch at the very instant of the conversion counts. #}
with

windows as (

    select distinct
        path_window,
        lookback_days,
        direct_handling
    from {{ ref('int_attribution_models') }}

),

conversions as (

    select * from {{ ref('int_conversions') }}

),

conversion_people as (

    select * from {{ ref('int_conversion_people') }}

),

touchpoints as (

    select * from {{ ref('int_touchpoints') }}

),

touches_in_window as (

    select
        windows.path_window,
        windows.direct_handling,
        conversions.conversion_id,
        touchpoints.touchpoint_id,
        touchpoints.touched_at,
        touchpoints.is_direct
    from conversions
    inner join conversion_people on conversions.conversion_id = conversion_people.conversion_id
    inner join touchpoints
        on
            conversion_people.person_id = touchpoints.person_id
            and conversions.converted_at >= touchpoints.touched_at
    inner join windows
        on
            windows.lookback_days is null
            or touchpoints.touched_at >= conversions.converted_at - windows.lookback_days * interval 1 day

),

{# Where direct is left out, it still counts when it is the whole path. #}
paths_with_a_campaign as (

    select distinct
        path_window,
        conversion_id
    from touches_in_window
    where direct_handling = 'exclude_unless_alone' and not is_direct

),

paths as (

    select
        touches_in_window.path_window,
        touches_in_window.conversion_id,
        touches_in_window.touchpoint_id,
        row_number() over (
            partition by touches_in_window.path_window, touches_in_window.conversion_id
            order by touches_in_window.touched_at asc, touches_in_window.touchpoint_id asc
        ) as position,
        count(*) over (
            partition by touches_in_window.path_window, touches_in_window.conversion_id
        ) as path_length
    from touches_in_window
    left join paths_with_a_campaign
        on
            touches_in_window.path_window = paths_with_a_campaign.path_window
            and touches_in_window.conversion_id = paths_with_a_campaign.conversion_id
    where paths_with_a_campaign.conversion_id is null or not touches_in_window.is_direct

)

select * from paths
