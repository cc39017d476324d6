{# Paths step by step, per type of conversion, of those who converted and of those who did not: what data-driven models
   learn from: a refund is no path of its own. A path's id is the number of its conversion, or the negative number of
   its person.
   Stored in order, so that int_markov_transitions need not sort. #}
with

kinds as (

    select * from {{ ref('int_path_kinds') }}

),

paths as (

    select * from {{ ref('int_attribution_paths') }}

),

conversions as (

    select * from {{ ref('int_path_conversions') }}

),

touches as (

    select * from {{ ref('int_path_touches') }}

),

open_paths as (

    select * from {{ ref('int_open_paths') }}

),

open_path_types as (

    select * from {{ ref('int_open_path_types') }}

),

steps as (

    select
        kinds.path_kind,
        kinds.path_window,
        kinds.conversion_type,
        paths.conversion_number as path_id,
        true as is_converting,
        paths.position,
        touches.channel
    from paths
    inner join conversions on paths.conversion_number = conversions.conversion_number
    inner join kinds
        on
            paths.window_number = kinds.window_number
            and conversions.conversion_type = kinds.conversion_type
    inner join touches on paths.touch_key = touches.touch_key
    where not conversions.is_refund

    union all

    select
        kinds.path_kind,
        kinds.path_window,
        kinds.conversion_type,
        open_path_types.path_id,
        false as is_converting,
        open_paths.position,
        open_paths.channel
    from open_paths
    inner join open_path_types
        on
            open_paths.window_number = open_path_types.window_number
            and open_paths.person_id = open_path_types.person_id
    inner join kinds
        on
            open_path_types.window_number = kinds.window_number
            and open_path_types.conversion_type = kinds.conversion_type

)

select * from steps
order by path_kind, path_id, position
