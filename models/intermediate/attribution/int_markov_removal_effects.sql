{# What share of the conversions would be missing without a channel: of all paths, and of all paths but one of ten
   groups, ten times over, which tells how far it may be trusted. #}
{{ config(materialized='removal_effects') }}
with

transitions as (

    select * from {{ ref('int_markov_transitions') }}

),

left_out as (

    {{ left_out_groups() }}

),

{# Without a group: what is left of all paths, which is a join where summing the other nine is ten times the rows. #}
all_paths as (

    select
        path_window,
        conversion_type,
        markov_order,
        state_from,
        state_to,
        channel,
        sum(paths) as paths
    from transitions
    group by path_window, conversion_type, markov_order, state_from, state_to, channel

),

chains as (

    select
        all_paths.path_window,
        all_paths.conversion_type,
        all_paths.markov_order,
        left_out.left_out_group,
        all_paths.state_from,
        all_paths.state_to,
        all_paths.channel,
        all_paths.paths - coalesce(transitions.paths, 0) as paths
    from all_paths
    cross join left_out
    left join transitions
        on
            all_paths.path_window = transitions.path_window
            and all_paths.conversion_type = transitions.conversion_type
            and all_paths.markov_order = transitions.markov_order
            and all_paths.state_from = transitions.state_from
            and all_paths.state_to = transitions.state_to
            and left_out.left_out_group = transitions.path_group
    where all_paths.paths > coalesce(transitions.paths, 0)

)

select * from chains
