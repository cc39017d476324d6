{# What a chain of paths loses without each of its channels, as statements over a table of transitions: chain,
   markov_order, state_from, state_to, paths. State 0 is the start, -1 the conversion, -2 the end without one. Any other
   state is the channels touched last, as many as the chain's order (fewer at the start): their numbers, in base
   100,000. So each touch enters exactly one state, which ends in its channel, and a channel is removed by removing the
   states that end in it. #}

{# The scratch table of all effects of counted transitions (see the materialisation `removal_effects`); whoever asks
   drops it. #}
{% macro all_removal_effects(owner, counted_transitions) -%}
    {%- set counted = scratch_relation(owner, 'counted') -%}
    {%- set transitions = scratch_relation(owner, 'transitions') -%}
    {%- set probabilities = scratch_relation(owner, 'probabilities') -%}
    {%- set effects = scratch_relation(owner, 'effects') -%}
    {%- do run_query(scratch_table_as(counted, counted_transitions)) -%}
    {%- do run_query(scratch_table_as(transitions, markov_chains(counted))) -%}
    {%- do run_query(scratch_table_as(probabilities, markov_probabilities(transitions))) -%}

    {%- set matrix = markov_matrix_of(owner, probabilities) -%}
    {%- set channels = markov_walk_channels(probabilities) -%}
    {%- set walk = markov_walk_of(owner, transitions, probabilities, channels) -%}
    {%- if matrix is none or walk is none -%}
        {%- do exceptions.raise_compiler_error(
            owner ~ ': paths that never end; every state must lead to a conversion (-1) or an end without one (-2).'
        ) -%}
    {%- endif -%}
    {%- do run_query(scratch_table_as(
        effects, named_removal_effects(transitions, probabilities, matrix, walk, channels)
    )) -%}
    {%- for relation in [matrix, walk, probabilities, transitions, counted] -%}
        {%- do run_query('drop table ' ~ relation) -%}
    {%- endfor -%}
    {{ return(effects) }}
{%- endmacro %}

{% macro markov_state(markov_order, last, second, third) -%}
    case {{ markov_order }}
        when 1 then {{ last }}
        when 2 then {{ second }} * 100000 + {{ last }}
        when 3 then ({{ third }} * 100000 + {{ second }}) * 100000 + {{ last }}
    end
{%- endmacro %}

{% macro markov_last_channel(state) -%}
    ({{ state }} % 100000)
{%- endmacro %}

{# Chains get numbers: what is joined often is narrow. #}
{% macro markov_chains(counted) -%}
    {%- set names = ['path_window', 'conversion_type', 'markov_order', 'left_out_group'] -%}
    select
        chains.chain,
        counted.*
    from {{ counted }} as counted
    inner join (
        select
            {{ names | join(', ') }},
            cast(row_number() over (order by {{ names | join(', ') }}) as integer) as chain
        from {{ counted }} as counted
        group by {{ names | join(', ') }}
    ) as chains
        on
            {% for name in names -%}
            {{ 'and ' if not loop.first }}counted.{{ name }} = chains.{{ name }}
            {% endfor %}
{%- endmacro %}

{# From counted paths to probabilities. A state that leads to itself only waits: it goes where it went in the end, and
   the series below need not wait with it. Chains without a conversion have no effects to find. #}
{% macro markov_probabilities(transitions) -%}
    select
        chain,
        markov_order,
        state_from,
        state_to,
        cast(paths as double) / sum(paths) over (partition by chain, state_from) as probability
    from (
        select
            chain,
            markov_order,
            state_from,
            state_to,
            paths,
            max(case when state_to = -1 then paths else 0 end) over (partition by chain) as most_converting
        from {{ transitions }} as transitions
        where state_from <> state_to
    ) as moving
    where most_converting > 0
{%- endmacro %}

{% macro named_removal_effects(transitions, probabilities, matrix, walk, channels) -%}
    with

    effects as (

        select * from ({{ markov_matrix_effects(matrix, probabilities) }}) as first_order
        union all
        select * from ({{ markov_walk_effects(walk, channels) }}) as higher_orders

    ),

    names as (

        select distinct
            chain,
            path_window,
            conversion_type,
            markov_order,
            left_out_group,
            {{ markov_last_channel('state_to') }} as channel_number,
            channel
        from {{ transitions }} as transitions
        where state_to > 0

    )

    select
        names.path_window,
        names.conversion_type,
        names.markov_order,
        names.left_out_group,
        names.channel,
        effects.removal_effect
    from effects
    inner join names on effects.chain = names.chain and effects.channel_number = names.channel_number
{%- endmacro %}
