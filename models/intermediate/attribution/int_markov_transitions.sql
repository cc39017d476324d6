{# How often paths go from one state to the next, for every order that a model asks for, counted in one pass over their
   steps: first each touch with those before it, then states. Paths that convert and paths that do not count alike.
   What states are: macros/attribution/markov_chain.sql. #}
{% set kind = 'path_window, conversion_type, markov_order' %}
with

path_steps as (

    select * from {{ ref('int_path_steps') }}

),

channels as (

    select
        channel,
        row_number() over (order by channel) as channel_number
    from path_steps
    group by channel

),

orders as (

    select distinct
        kinds.path_window,
        kinds.conversion_type,
        cast(models.markov_order as integer) as markov_order
    from (
        select distinct
            path_window,
            conversion_type
        from path_steps
    ) as kinds
    inner join {{ ref('int_attribution_models') }} as models
        on
            kinds.path_window = models.path_window
            and models.method = 'markov'
            and {{ model_is_for('kinds.conversion_type') }}

),

kinds as (

    select
        path_window,
        conversion_type,
        row_number() over (order by path_window, conversion_type) as kind_number,
        max(markov_order) as longest_order
    from orders
    group by path_window, conversion_type

),

touches as (

    select
        kinds.kind_number,
        path_steps.is_converting,
        {{ path_group('path_steps.path_id') }} as path_group,
        channels.channel_number as last,
        {{ earlier_in_path('channels.channel_number', 1) }} as second,
        case when kinds.longest_order > 1 then {{ earlier_in_path('channels.channel_number', 2) }} else 0 end as third,
        case when kinds.longest_order > 2 then {{ earlier_in_path('channels.channel_number', 3) }} else 0 end as fourth,
        {{ is_last_in_path() }} as is_end
    from path_steps
    inner join channels on path_steps.channel = channels.channel
    inner join kinds
        on path_steps.path_window = kinds.path_window and path_steps.conversion_type = kinds.conversion_type

),

counted as (

    select
        kind_number,
        is_converting,
        path_group,
        last,
        second,
        third,
        fourth,
        is_end,
        count(*) as paths
    from touches
    group by kind_number, is_converting, path_group, last, second, third, fourth, is_end

),

moves as (

    select
        orders.*,
        counted.path_group,
        {{ markov_state('orders.markov_order', 'counted.second', 'counted.third', 'counted.fourth') }} as state_from,
        {{ markov_state('orders.markov_order', 'counted.last', 'counted.second', 'counted.third') }} as state_to,
        counted.last as channel_number,
        counted.is_converting,
        counted.is_end,
        counted.paths
    from counted
    inner join kinds on counted.kind_number = kinds.kind_number
    inner join orders on kinds.path_window = orders.path_window and kinds.conversion_type = orders.conversion_type

),

ends as (

    select
        {{ kind }},
        path_group,
        state_to as state_from,
        case when is_converting then -1 else -2 end as state_to,
        cast(null as bigint) as channel_number,
        is_converting,
        paths
    from moves
    where is_end

),

transitions as (

    select
        {{ kind }},
        all_moves.path_group,
        all_moves.state_from,
        all_moves.state_to,
        all_moves.channel_number,
        channels.channel,
        cast(sum(all_moves.paths) as bigint) as paths,
        cast(sum(case when all_moves.is_converting then all_moves.paths else 0 end) as bigint) as converting_paths
    from (
        select {{ kind }}, path_group, state_from, state_to, channel_number, is_converting, paths from moves
        union all
        select * from ends
    ) as all_moves
    left join channels on all_moves.channel_number = channels.channel_number
    group by all

)

select * from transitions
