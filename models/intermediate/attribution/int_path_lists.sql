{# Every path through the widest window as lists, and what is left of it when repeats or direct visits are taken away:
   of each conversion, and of everybody as they stand today. #}
with

windows as (

    select * from {{ ref('int_attribution_windows') }}
    where path_window = '{{ widest_window() }}'

),

paths as (

    select
        paths.conversion_number,
        cast(null as string) as person_id,
        paths.conversion_number as path_id,
        paths.touch_key,
        paths.position
    from {{ ref('int_attribution_paths') }} as paths
    inner join windows on paths.window_number = windows.window_number

    union all

    select
        cast(null as integer) as conversion_number,
        open_paths.person_id,
        -open_paths.person_number as path_id,
        open_paths.touch_key,
        open_paths.position
    from {{ ref('int_open_paths') }} as open_paths
    inner join windows on open_paths.window_number = windows.window_number

),

touches as (

    select * from {{ ref('int_path_touches') }}

),

marked as (

    select
        paths.conversion_number,
        paths.person_id,
        paths.path_id,
        paths.position,
        touches.touchpoint_id,
        touches.channel,
        touches.touched_at,
        touches.is_direct,
        lag(touches.channel) over (partition by paths.path_id order by paths.position asc) as channel_before,
        row_number() over (partition by paths.path_id, touches.channel order by paths.position asc) as time_of_channel
    from paths
    inner join touches on paths.touch_key = touches.touch_key

),

lists as (

    select
        path_id,
        any_value(conversion_number) as conversion_number,
        any_value(person_id) as person_id,
        cast(count(*) as integer) as path_length,
        {{ ordered_list('touchpoint_id', 'position') }} as touchpoint_ids,
        {{ ordered_list('channel', 'position') }} as channels,
        {{ ordered_list('channel', 'position', 'channel_before is null or channel <> channel_before') }}
            as channels_collapsed,
        {{ ordered_list('channel', 'position', 'time_of_channel = 1') }} as channels_unique,
        {{ ordered_list('channel', 'position', 'position = 1') }} as channels_first,
        {{ ordered_list('channel', 'position', 'not is_direct') }} as channels_not_direct,
        min(touched_at) as first_touched_at,
        max(touched_at) as last_touched_at
    from marked
    group by path_id

)

select * from lists
