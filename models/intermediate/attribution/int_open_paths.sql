{# Everybody's touches up to `as_of` in order, through the windows whose paths are looked at whether they converted or
   not. Without `as_of`, up to the newest touch or conversion: when something was loaded changes nothing. #}
{% set path = 'in_window.window_number, in_window.person_id' %}
with

windows as (

    select * from {{ ref('int_attribution_windows') }}
    where is_data_driven or path_window = '{{ widest_window() }}'

),

touches as (

    select * from {{ ref('int_path_touches') }}

),

conversions as (

    select * from {{ ref('int_path_conversions') }}

),

as_of as (

    {% if var('as_of', none) -%}
    select {{ epoch_micros("cast('" ~ var('as_of') ~ "' as timestamp)") }} as as_of_micros
    {%- else -%}
    select max(happened_micros) as as_of_micros
    from (
        select touched_micros as happened_micros from touches
        union all
        select converted_micros as happened_micros from conversions
    ) as happened
    {%- endif %}

),

in_window as (

    select
        windows.window_number,
        windows.direct_handling,
        as_of.as_of_micros - windows.lookback_micros as from_micros,
        as_of.as_of_micros,
        touches.*
    from touches
    cross join as_of
    inner join windows
        on
            touches.touched_micros <= as_of.as_of_micros
            and (
                windows.lookback_micros is null
                or touches.touched_micros >= as_of.as_of_micros - windows.lookback_micros
            )
            and (windows.channels = 'all' or touches.is_paid)

),

paths_with_a_campaign as (

    select distinct
        window_number,
        person_id
    from in_window
    where direct_handling = 'exclude_unless_alone' and not is_direct

),

people as (

    select
        person_id,
        row_number() over (order by min(touched_micros) asc, person_id asc) as person_number
    from touches
    group by person_id

),

paths as (

    select
        in_window.window_number,
        in_window.person_id,
        people.person_number,
        in_window.touch_key,
        in_window.channel,
        in_window.from_micros,
        in_window.as_of_micros,
        cast(row_number() over (
            partition by {{ path }}
            order by in_window.touched_micros asc, in_window.place_at_instant asc
        ) as integer) as position
    from in_window
    inner join people on in_window.person_id = people.person_id
    left join paths_with_a_campaign
        on
            in_window.window_number = paths_with_a_campaign.window_number
            and in_window.person_id = paths_with_a_campaign.person_id
    where paths_with_a_campaign.person_id is null or not in_window.is_direct

)

select * from paths
