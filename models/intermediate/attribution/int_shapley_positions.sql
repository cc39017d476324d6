{# The ordered Shapley value: what a channel is worth at a place in the path. As in the unordered one, the channels of a
   path share its conversion evenly; a channel's part is spread over the places it stands at. #}
with

path_steps as (

    select * from {{ ref('int_path_steps') }}
    where
        is_converting
        and path_window in (
            select models.path_window from {{ ref('int_attribution_models') }} as models
            where models.method = 'shapley_ordered'
        )

),

channels_of_paths as (

    select
        path_window,
        conversion_type,
        path_id,
        channel,
        count(*) as touches
    from path_steps
    group by path_window, conversion_type, path_id, channel

),

paths as (

    select
        path_window,
        conversion_type,
        path_id,
        count(*) as channels
    from channels_of_paths
    group by path_window, conversion_type, path_id

),

positions as (

    select
        path_steps.path_window,
        path_steps.conversion_type,
        {{ path_group('path_steps.path_id') }} as path_group,
        path_steps.channel,
        path_steps.position,
        sum(cast(1 as double) / (paths.channels * channels_of_paths.touches)) as shapley_value
    from path_steps
    inner join channels_of_paths
        on
            path_steps.path_window = channels_of_paths.path_window
            and path_steps.conversion_type = channels_of_paths.conversion_type
            and path_steps.path_id = channels_of_paths.path_id
            and path_steps.channel = channels_of_paths.channel
    inner join paths
        on
            path_steps.path_window = paths.path_window
            and path_steps.conversion_type = paths.conversion_type
            and path_steps.path_id = paths.path_id
    group by all

)

select * from positions
