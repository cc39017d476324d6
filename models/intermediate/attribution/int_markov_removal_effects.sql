{# What share of the conversions would be missing without a channel: of all paths, and in first order of all paths
   but one of ten groups, ten times over, which tells how far it may be trusted. Higher orders would take ten times
   longer than they do (two seconds for sixteen chains of 100 to 400 states), and have no interval. #}
{{ config(materialized='removal_effects') }}
with

transitions as (

    select * from {{ ref('int_markov_transitions') }}

),

left_out as (

    {{ left_out_groups() }}

),

chains as (

    select
        transitions.path_window,
        transitions.conversion_type,
        transitions.markov_order,
        left_out.left_out_group,
        transitions.state_from,
        transitions.state_to,
        transitions.channel,
        sum(transitions.paths) as paths
    from transitions
    inner join left_out
        on
            transitions.path_group <> left_out.left_out_group
            and (left_out.left_out_group = -1 or transitions.markov_order = 1)
    group by all

)

select * from chains
