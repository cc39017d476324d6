{# Windows that data-driven models look through, and the widest, with every type of conversion: a number for each, by
   which steps of paths are joined. #}
with

windows as (

    select * from {{ ref('int_attribution_windows') }}
    where is_data_driven or path_window = '{{ widest_window() }}'

),

types as (

    select * from {{ ref('conversion_types') }}

),

kinds as (

    select
        cast(row_number() over (order by windows.window_number, types.conversion_type) as smallint) as path_kind,
        windows.window_number,
        windows.path_window,
        types.conversion_type
    from windows
    cross join types

)

select * from kinds
