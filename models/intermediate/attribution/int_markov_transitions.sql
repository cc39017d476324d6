{# How often paths go from one state to the next, for every order that a model asks for: one pass over the steps for
   first order, one for the others, then states. Paths that convert and paths that do not count alike. What states are:
   macros/attribution/markov_chain.sql. #}
{% set chain = 'path_window, conversion_type, markov_order, path_group' %}
{# No import of its own: what is read four times DuckDB would first copy into memory, which takes as long again. #}
{% set path_steps = ref('int_path_steps') ~ ' as path_steps' %}
with

kinds as (

    select * from {{ ref('int_path_kinds') }}

),

{# Wide, for what becomes of it: a state of third order is beyond 32 bits. #}
channels as (

    select
        channel,
        cast(row_number() over (order by channel) as bigint) as channel_number
    from {{ path_steps }}
    group by channel

),

steps as (

    select
        path_kind,
        count(*) as steps
    from {{ path_steps }}
    group by path_kind

),

orders as (

    select distinct
        kinds.path_kind,
        kinds.path_window,
        kinds.conversion_type,
        cast(models.markov_order as integer) as markov_order,
        steps.steps
    from kinds
    inner join steps on kinds.path_kind = steps.path_kind
    inner join {{ ref('int_attribution_models') }} as models
        on
            kinds.path_window = models.path_window
            and models.method = 'markov'
            and {{ model_is_for('kinds.conversion_type') }}

),

{# Paths that are neighbours share a group where there are many: groups are as random, and counted in half the time. #}
passes as (

    select
        path_kind,
        row_number() over (order by path_kind, markov_order > 1) as pass_number,
        max(markov_order) as longest_order,
        cast(greatest(max(steps) / 100000, 1) as bigint) as paths_together
    from orders
    group by path_kind, markov_order > 1

),

{% for orders in ['first', 'higher'] -%}
touches_of_{{ orders }}_order as (

    select
        passes.pass_number,
        path_steps.is_converting,
        {{ path_group('path_steps.path_id', 'passes.paths_together') }} as path_group,
        channels.channel_number as last,
        {{ earlier_in_path('channels.channel_number', 1) }} as second,
        {%- if orders == 'higher' %}
        {{ earlier_in_path('channels.channel_number', 2) }} as third,
        case when passes.longest_order > 2 then {{ earlier_in_path('channels.channel_number', 3) }} else 0 end as fourth
        {%- else %}
        0 as third,
        0 as fourth
        {%- endif %}
    from {{ path_steps }}
    inner join channels on path_steps.channel = channels.channel
    inner join passes
        on
            path_steps.path_kind = passes.path_kind
            and passes.longest_order {{ '=' if orders == 'first' else '>' }} 1

),

{% endfor -%}
counted as (
    {% for orders in ['first', 'higher'] %}
    select
        *,
        count(*) as paths
    from touches_of_{{ orders }}_order
    group by all
    {%- if not loop.last %}

    union all
    {% endif %}
    {%- endfor %}

),

moves as (

    select
        orders.path_window,
        orders.conversion_type,
        orders.markov_order,
        counted.path_group,
        counted.is_converting,
        {{ markov_state('orders.markov_order', 'counted.second', 'counted.third', 'counted.fourth') }} as state_from,
        {{ markov_state('orders.markov_order', 'counted.last', 'counted.second', 'counted.third') }} as state_to,
        counted.last as channel_number,
        counted.paths
    from counted
    inner join passes on counted.pass_number = passes.pass_number
    inner join orders
        on
            passes.path_kind = orders.path_kind
            and (passes.longest_order > 1) = (orders.markov_order > 1)

),

{# What comes to a state and does not leave it for another ends there. #}
ends as (

    select
        {{ chain }},
        ending.state as state_from,
        case when ending.is_converting then -1 else -2 end as state_to,
        cast(null as bigint) as channel_number,
        ending.is_converting,
        sum(ending.paths) as paths
    from (
        select {{ chain }}, is_converting, state_to as state, paths from moves
        union all
        select {{ chain }}, is_converting, state_from as state, -paths as paths from moves
        where state_from > 0
    ) as ending
    group by {{ chain }}, ending.state, ending.is_converting
    having sum(ending.paths) > 0

),

transitions as (

    select
        {{ chain }},
        all_moves.state_from,
        all_moves.state_to,
        channels.channel,
        cast(sum(all_moves.paths) as bigint) as paths,
        cast(sum(case when all_moves.is_converting then all_moves.paths else 0 end) as bigint) as converting_paths
    from (
        select {{ chain }}, state_from, state_to, channel_number, is_converting, paths from moves
        union all
        select * from ends
    ) as all_moves
    left join channels on all_moves.channel_number = channels.channel_number
    group by {{ chain }}, all_moves.state_from, all_moves.state_to, channels.channel

)

select * from transitions
