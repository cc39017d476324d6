{# The touches before a conversion in order, once for every window that some model looks through. #}
{% set path = 'in_window.window_number, in_window.conversion_number' %}
with

windows as (

    select * from {{ ref('int_attribution_windows') }}

),

touches as (

    select * from {{ ref('int_conversion_touches') }}

),

in_window as (

    select
        windows.window_number,
        windows.direct_handling,
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

{# One frame for all: the engine sorts once. #}
paths as (

    select
        in_window.window_number,
        in_window.conversion_number,
        in_window.touch_number,
        row_number() over (
            partition by {{ path }}
            order by in_window.touch_number asc
        ) as position,
        count(*) over whole_path as path_length,
        sum(case when in_window.is_before_lead then 1 else 0 end) over whole_path as lead_position,
        sum(case when in_window.is_before_opportunity then 1 else 0 end) over whole_path as opportunity_position,
        in_window.is_close,
        in_window.has_role_weights,
        in_window.role_weight,
        in_window.age_micros,
        min(in_window.age_micros) over whole_path as last_age_micros
    from in_window
    left join paths_with_a_campaign
        on
            in_window.window_number = paths_with_a_campaign.window_number
            and in_window.conversion_number = paths_with_a_campaign.conversion_number
    where paths_with_a_campaign.conversion_number is null or not in_window.is_direct
    window whole_path as (
        partition by {{ path }}
        order by in_window.touch_number asc
        rows between unbounded preceding and unbounded following
    )

)

select
    window_number,
    conversion_number,
    touch_number,
    cast(position as integer) as position,
    cast(path_length as integer) as path_length,
    cast(lead_position as integer) as lead_position,
    cast(opportunity_position as integer) as opportunity_position,
    is_close,
    has_role_weights,
    role_weight,
    age_micros,
    last_age_micros
from paths
