{# Everybody's touches in order, through the windows whose paths are looked at whether they converted or not, up to the
   newest touch or conversion that is not after `as_of`: a deal dated years ahead would end them there, and when something
   was loaded changes nothing else. A window of the cycle begins with the person's present one, as for who converts. #}
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

    select max(happened_micros) as as_of_micros
    from (
        select touched_micros as happened_micros from touches
        union all
        select converted_micros as happened_micros from conversions
    ) as happened
    where happened_micros <= {{ epoch_micros(as_of()) }}

),

{# Few people have a second cycle; who has none is in the first. #}
later_cycles as (

    select
        cycles.subject_id as person_id,
        max({{ epoch_micros('cycles.opens_at') }}) as cycle_micros
    from {{ ref('int_funnel_cycles') }} as cycles
    inner join as_of on {{ epoch_micros('cycles.opens_at') }} <= as_of.as_of_micros
    where cycles.subject_type = 'person' and cycles.cycle > 1
    group by cycles.subject_id

),

bounded as (

    select
        touches.*,
        as_of.as_of_micros,
        later_cycles.cycle_micros
    from touches
    inner join as_of on touches.touched_micros <= as_of.as_of_micros
    left join later_cycles on touches.person_id = later_cycles.person_id

),

in_window as (

    select
        windows.window_number,
        windows.direct_handling,
        greatest(
            touches.as_of_micros - windows.lookback_micros,
            case when windows.bounded_by_cycle then touches.cycle_micros end
        ) as from_micros,
        touches.*
    from bounded as touches
    inner join windows
        on
            (
                windows.lookback_micros is null
                or touches.touched_micros >= touches.as_of_micros - windows.lookback_micros
            )
            and (
                not windows.bounded_by_cycle
                or touches.cycle_micros is null
                or touches.touched_micros >= touches.cycle_micros
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
