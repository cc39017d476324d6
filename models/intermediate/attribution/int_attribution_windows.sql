{# The windows that models look through, and always the one that leaves nothing out: fct_paths shows its paths. #}
with

models as (

    select * from {{ ref('int_attribution_models') }}

),

windows as (

    select
        path_window,
        lookback_days,
        direct_handling,
        channels,
        bounded_by_cycle,
        bool_or(is_data_driven) as is_data_driven
    from (
        select
            path_window,
            lookback_days,
            direct_handling,
            channels,
            bounded_by_cycle,
            is_data_driven
        from models

        union all

        select
            '{{ widest_window() }}' as path_window,
            cast(null as integer) as lookback_days,
            'include' as direct_handling,
            'all' as channels,
            false as bounded_by_cycle,
            false as is_data_driven
    ) as wanted
    group by path_window, lookback_days, direct_handling, channels, bounded_by_cycle

),

numbered as (

    select
        cast(row_number() over (order by path_window asc) as smallint) as window_number,
        path_window,
        lookback_days * {{ micros_of_a_day() }} as lookback_micros,
        direct_handling,
        channels,
        bounded_by_cycle,
        is_data_driven
    from windows

)

select * from numbered
