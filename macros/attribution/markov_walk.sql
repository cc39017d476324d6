{# Chains of higher orders (see markov_chain.sql) have too many states for a matrix (8,420 for 20 channels in third
   order) and few transitions from each. So every state asks the states after it, step by step, for the chance to
   convert: with all channels (column without_0) and without each (without_<its number>), all in one pass over the
   transitions. What a step still changes bounds what is missed. #}

{# The numbers of channels, from 0: all of them. #}
{% macro markov_walk_channels(probabilities) -%}
    {%- set largest = run_query(
        'select max(' ~ markov_last_channel('state_to') ~ ') from ' ~ probabilities
        ~ ' as probabilities where markov_order > 1 and state_to > 0'
    )[0][0] -%}
    {{ return(range((largest or 0) | int + 1)) }}
{%- endmacro %}

{# The scratch table of all walks, or none if a chain never ends. #}
{% macro markov_walk_of(owner, transitions, probabilities, channels) -%}
    {%- set whole = markov_walked_to_the_end(
        owner, 'whole', markov_walk(transitions, probabilities, channels), probabilities, channels
    ) -%}
    {%- if whole is none -%}
        {{ return(none) }}
    {%- endif -%}
    {%- set all_chains = markov_walked_to_the_end(
        owner, 'all', markov_walk_from(whole, transitions, probabilities, channels), probabilities, channels
    ) -%}
    {%- do run_query('drop table ' ~ whole) -%}
    {{ return(all_chains) }}
{%- endmacro %}

{% macro markov_walked_to_the_end(owner, name, first_walk, probabilities, channels) -%}
    {%- set walk = namespace(relation=scratch_relation(owner, 'walk_' ~ name ~ '_0'), is_open=true) -%}
    {%- do run_query(scratch_table_as(walk.relation, first_walk)) -%}
    {%- for round in range(1, 10001) if walk.is_open -%}
        {%- if run_query(markov_walk_unfinished(walk.relation)) | length -%}
            {%- set walked = scratch_relation(owner, 'walk_' ~ name ~ '_' ~ round) -%}
            {%- do run_query(scratch_table_as(walked, markov_walked(walk.relation, probabilities, channels))) -%}
            {%- do run_query('drop table ' ~ walk.relation) -%}
            {%- set walk.relation = walked -%}
        {%- else -%}
            {%- set walk.is_open = false -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(none if walk.is_open else walk.relation) }}
{%- endmacro %}

{# What every state asks for: its chance to convert, and how many steps are still to come. #}
{% macro markov_walk_columns(channels) -%}
    {%- set columns = ['steps'] -%}
    {%- for channel in channels -%}
        {%- do columns.append('without_' ~ channel) -%}
    {%- endfor -%}
    {{ return(columns) }}
{%- endmacro %}

{# At first only who is at the conversion has converted. Walks of all paths go on until the chance from the start is
   known to a 1e-13th. #}
{% macro markov_walk(transitions, probabilities, channels) -%}
    select
        states.chain,
        states.state,
        cast(1e-13 as double) as tolerance,
        cast(1 as double) as largest_step,
        cast(1 as double) as step_before
        {%- for column in markov_walk_columns(channels) %},
        cast(case when states.state = -1 and '{{ column }}' <> 'steps' then 1 else 0 end as double) as {{ column }}
        {%- endfor %}
    from ({{ markov_states(probabilities) }}) as states
    where states.chain in (
        select transitions.chain from {{ transitions }} as transitions
        where transitions.left_out_group = -1
    )
{%- endmacro %}

{% macro markov_states(probabilities) -%}
    select
        chain,
        state_from as state
    from {{ probabilities }} as probabilities
    where markov_order > 1
    union
    select
        probabilities.chain,
        ends.state
    from {{ probabilities }} as probabilities
    cross join ({{ markov_ends() }}) as ends
    where probabilities.markov_order > 1
{%- endmacro %}

{# Both ends stand among the states: a state that only leads to the end without a conversion has a chance too, of none,
   and what changes about it is seen. #}
{% macro markov_ends() -%}
    select cast(-1 as bigint) as state
    union all
    select cast(-2 as bigint) as state
{%- endmacro %}

{# Chains that leave paths out begin where the whole chain ended, which is near, and only tell how far the result may
   be trusted: a ten-thousandth will do. #}
{% macro markov_walk_from(whole, transitions, probabilities, channels) -%}
    select * from {{ whole }} as whole

    union all

    select
        states.chain,
        states.state,
        cast(1e-4 as double) as tolerance,
        cast(1 as double) as largest_step,
        cast(1 as double) as step_before
        {%- for column in markov_walk_columns(channels) %},
        whole.{{ column }}
        {%- endfor %}
    from ({{ markov_states(probabilities) }}) as states
    inner join (
        select distinct
            parts.chain,
            wholes.chain as whole_chain
        from {{ transitions }} as parts
        inner join {{ transitions }} as wholes
            on
                parts.path_window = wholes.path_window
                and parts.conversion_type = wholes.conversion_type
                and parts.markov_order = wholes.markov_order
                and parts.left_out_group > wholes.left_out_group
                and wholes.left_out_group = -1
                and parts.state_from = 0
                and wholes.state_from = 0
    ) as chains on states.chain = chains.chain
    inner join {{ whole }} as whole on chains.whole_chain = whole.chain and states.state = whole.state
{%- endmacro %}

{# What a step still changes, times the steps to come, is what the chance from the start is off by. Where conversions are
   rare, that may be less than doubles can tell of a state near one: what is as small as their rounding, and no longer
   grows less, is their rounding, another in every order of rows. #}
{% macro markov_still_walks(walk) -%}
    select chain from {{ walk }} as walk
    where
        state = 0
        and largest_step * greatest(steps, 1) > tolerance * without_0
        and (largest_step > 1e-14 or largest_step < step_before)
{%- endmacro %}

{% macro markov_walk_unfinished(walk) -%}
    {{ markov_still_walks(walk) }} limit 1
{%- endmacro %}

{# Several steps, as one statement. A channel that is gone converts nobody who touches it. What the last steps change
   shrinks nearly by a constant factor, so the rest of that series is added at once: as much of it as leaves the least to
   change, by least squares (a minimal residual step; with a factor of 0 it would be the steps alone). #}
{% macro markov_walked(walk, probabilities, channels, steps=5) -%}
    {%- set columns = markov_walk_columns(channels) -%}
    with

    open_chains as (

        {{ markov_still_walks(walk) }}

    ),

    moves as (

        select
            probabilities.chain,
            probabilities.state_from,
            probabilities.state_to,
            probabilities.probability
        from {{ probabilities }} as probabilities
        inner join open_chains on probabilities.chain = open_chains.chain
        where probabilities.markov_order > 1

        union all

        select
            open_chains.chain,
            ends.state as state_from,
            ends.state as state_to,
            cast(1 as double) as probability
        from open_chains
        cross join ({{ markov_ends() }}) as ends

    ),
    {%- for step in range(1, steps + 1) %}

    step_{{ step }} as (

        select
            moves.chain,
            moves.state_from as state,
            max(following.tolerance) as tolerance,
            max(following.{{ 'largest_step' if step == 1 else 'step_before' }}) as step_before
            {%- for column in columns %},
            {%- if column == 'steps' %}
            case when moves.state_from < 0 then 0 else 1 + sum(moves.probability * following.steps) end as steps
            {%- elif column == 'without_0' %}
            sum(moves.probability * following.without_0) as without_0
            {%- else %}
            case
                when {{ markov_last_channel('moves.state_from') }} = {{ column[8:] }} then 0
                else sum(moves.probability * following.{{ column }})
            end as {{ column }}
            {%- endif %}
            {%- endfor %}
        from moves
        inner join {{ walk if step == 1 else 'step_' ~ (step - 1) }} as following
            on moves.chain = following.chain and moves.state_to = following.state
        group by moves.chain, moves.state_from

    ),
    {%- endfor %}

    changes as (

        select
            last_step.*
            {%- for column in columns %},
            last_step.{{ column }} - before.{{ column }} as change_of_{{ column }},
            before.{{ column }} - earlier.{{ column }} as change_before_of_{{ column }}
            {%- endfor %}
        from step_{{ steps }} as last_step
        inner join step_{{ steps - 1 }} as before
            on last_step.chain = before.chain and last_step.state = before.state
        inner join step_{{ steps - 2 }} as earlier
            on last_step.chain = earlier.chain and last_step.state = earlier.state

    ),

    factors as (

        select
            chain,
            max(greatest(
                {%- for column in columns if column != 'steps' %}
                abs(change_of_{{ column }}){{ ',' if not loop.last }}
                {%- endfor %}
            )) as largest_step
            {%- for column in columns %},
            coalesce(sum(
                change_of_{{ column }} * (change_before_of_{{ column }} - change_of_{{ column }})
            ) / nullif(sum(power(change_before_of_{{ column }} - change_of_{{ column }}, 2)), 0), 0)
                as factor_of_{{ column }}
            {%- endfor %}
        from changes
        group by chain

    )

    select
        changes.chain,
        changes.state,
        changes.tolerance,
        factors.largest_step,
        changes.step_before
        {%- for column in columns %},
        changes.{{ column }} + factors.factor_of_{{ column }} * changes.change_of_{{ column }} as {{ column }}
        {%- endfor %}
    from changes
    inner join factors on changes.chain = factors.chain

    union all

    select walk.* from {{ walk }} as walk
    where walk.chain not in (select open_chains.chain from open_chains)
{%- endmacro %}

{# No more than the walk's own error below nothing. #}
{% macro markov_walk_effects(walk, channels) -%}
    {%- for channel in channels if channel > 0 %}
    select
        walk.chain,
        {{ channel }} as channel_number,
        greatest(1 - walk.without_{{ channel }} / walk.without_0, 0) as removal_effect
    from {{ walk }} as walk
    where walk.state = 0 and walk.without_0 > 0
    {{ 'union all' if not loop.last }}
    {%- else %}
    select chain, 0 as channel_number, cast(0 as double) as removal_effect from {{ walk }} as walk
    where state = 0
    {%- endfor %}
{%- endmacro %}
