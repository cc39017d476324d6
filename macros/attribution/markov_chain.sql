{# What a chain of paths loses without each of its channels, as statements over a table of transitions: chain,
   markov_order, state_from, state_to, paths. State 0 is the start, -1 the conversion, -2 the end without one. Any other
   state is the channels touched last, as many as the chain's order (fewer at the start): their numbers, in base
   100,000. So each touch enters exactly one state, which ends in its channel, and a channel is removed by removing the
   states that end in it. #}

{# The scratch table of all effects of counted transitions (see the materialisation `removal_effects`); whoever asks
   drops it. #}
{% macro all_removal_effects(owner, counted_transitions) -%}
    {%- set transitions = scratch_relation(owner, 'transitions') -%}
    {%- set probabilities = scratch_relation(owner, 'probabilities') -%}
    {%- set effects = scratch_relation(owner, 'effects') -%}
    {%- set matrix = namespace(relation=scratch_relation(owner, 'matrix_0'), is_open=true) -%}
    {%- set walk = namespace(relation=scratch_relation(owner, 'walk_0'), is_open=true) -%}
    {%- do run_query(scratch_table_as(transitions, markov_chains(counted_transitions))) -%}
    {%- do run_query(scratch_table_as(probabilities, markov_probabilities(transitions))) -%}

    {#- A loop that is done runs on to the end of its range, and asks nothing more. -#}
    {%- do run_query(scratch_table_as(matrix.relation, markov_matrix(probabilities))) -%}
    {%- for round in range(1, 65) if matrix.is_open -%}
        {%- if run_query(markov_matrix_unfinished(matrix.relation)) | length -%}
            {%- set doubled = scratch_relation(owner, 'matrix_' ~ round) -%}
            {%- do run_query(scratch_table_as(doubled, markov_matrix_doubled(matrix.relation))) -%}
            {%- do run_query('drop table ' ~ matrix.relation) -%}
            {%- set matrix.relation = doubled -%}
        {%- else -%}
            {%- set matrix.is_open = false -%}
        {%- endif -%}
    {%- endfor -%}

    {%- do run_query(scratch_table_as(walk.relation, markov_walk(probabilities))) -%}
    {%- for round in range(1, 10001) if walk.is_open -%}
        {%- if run_query(markov_walk_unfinished(walk.relation)) | length -%}
            {%- set walked = scratch_relation(owner, 'walk_' ~ round) -%}
            {%- do run_query(scratch_table_as(walked, markov_walked(walk.relation, probabilities))) -%}
            {%- do run_query('drop table ' ~ walk.relation) -%}
            {%- set walk.relation = walked -%}
        {%- else -%}
            {%- set walk.is_open = false -%}
        {%- endif -%}
    {%- endfor -%}

    {%- if matrix.is_open or walk.is_open -%}
        {%- do exceptions.raise_compiler_error(
            owner ~ ': paths that never end; every state must lead to a conversion (-1) or an end without one (-2).'
        ) -%}
    {%- endif -%}
    {%- do run_query(scratch_table_as(
        effects, named_removal_effects(transitions, probabilities, matrix.relation, walk.relation)
    )) -%}
    {%- for relation in [matrix.relation, walk.relation, probabilities, transitions] -%}
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
{% macro markov_chains(transitions) -%}
    select
        *,
        cast(dense_rank() over (
            order by path_window, conversion_type, markov_order, left_out_group
        ) as integer) as chain
    from ({{ transitions }}) as transitions
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

{# First order: the fundamental matrix N = I + Q + Q² + … = (I + Q)(I + Q²)(I + Q⁴)…, twice as many steps a round.
   `factor` are the rows of the power of Q, `sum` those of the product so far. #}
{% macro markov_matrix(probabilities) -%}
    select
        chain,
        'factor' as part,
        state_from,
        state_to,
        probability as value
    from {{ probabilities }} as probabilities
    where markov_order = 1 and state_to > 0

    union all

    select distinct
        chain,
        'sum' as part,
        state_from,
        state_from as state_to,
        cast(1 as double) as value
    from {{ probabilities }} as probabilities
    where markov_order = 1
{%- endmacro %}

{% macro markov_matrix_doubled(matrix) -%}
    select
        chain,
        part,
        state_from,
        state_to,
        sum(value) as value
    from (
        select
            earlier.chain,
            earlier.part,
            earlier.state_from,
            later.state_to,
            earlier.value * later.value as value
        from {{ matrix }} as earlier
        inner join {{ matrix }} as later
            on
                earlier.chain = later.chain
                and earlier.state_to = later.state_from
                and later.part = 'factor'

        union all

        select
            chain,
            part,
            state_from,
            state_to,
            value
        from {{ matrix }} as matrix
        where part = 'sum'
    ) as products
    group by chain, part, state_from, state_to
    having part = 'sum' or sum(value) > 1e-18
{%- endmacro %}

{% macro markov_matrix_unfinished(matrix) -%}
    select 1 from {{ matrix }} as matrix where part = 'factor' limit 1
{%- endmacro %}

{# Of all conversions, those that a run through the channel makes: N[start, c] * x[c] / (N[c, c] * x[start]), where
   x[s] is the probability to convert from s. No difference of near numbers is taken. #}
{% macro markov_matrix_effects(matrix, probabilities) -%}
    with

    visits as (

        select * from {{ matrix }} as matrix
        where part = 'sum'

    ),

    chances as (

        select
            visits.chain,
            visits.state_from as state,
            sum(visits.value * probabilities.probability) as chance
        from visits
        inner join {{ probabilities }} as probabilities
            on
                visits.chain = probabilities.chain
                and visits.state_to = probabilities.state_from
                and probabilities.state_to = -1
        group by visits.chain, visits.state_from

    ),

    channels as (

        select distinct
            chain,
            state_to as state
        from {{ probabilities }} as probabilities
        where markov_order = 1 and state_to > 0

    )

    select
        channels.chain,
        channels.state as channel_number,
        coalesce(reached.value * chances.chance / (returned.value * start.chance), 0) as removal_effect
    from channels
    inner join chances as start
        on channels.chain = start.chain and start.state = 0
    inner join visits as reached
        on channels.chain = reached.chain and reached.state_from = 0 and channels.state = reached.state_to
    inner join visits as returned
        on
            channels.chain = returned.chain
            and channels.state = returned.state_from
            and channels.state = returned.state_to
    left join chances
        on channels.chain = chances.chain and channels.state = chances.state
{%- endmacro %}

{# Higher orders have too many states for a matrix (8,420 for 20 channels in third order) and few transitions from each.
   So all chances set out from the start together, once with every channel (`removed` is 0) and once without each, and
   walk until next to nothing is under way; that bounds what is missed. #}
{% macro markov_walk(probabilities) -%}
    select distinct
        chain,
        {{ markov_last_channel('state_to') }} as removed,
        cast(0 as bigint) as state,
        cast(1 as double) as chance
    from {{ probabilities }} as probabilities
    where markov_order > 1 and state_to > 0

    union all

    select distinct
        chain,
        cast(0 as bigint) as removed,
        cast(0 as bigint) as state,
        cast(1 as double) as chance
    from {{ probabilities }} as probabilities
    where markov_order > 1
{%- endmacro %}

{# Several steps, as one statement. What has converted stays; what is still under way is given up once it is less than a
   1e-13th of what has. #}
{% macro markov_walked(walk, probabilities, steps=8) -%}
    with
    {%- for step in range(1, steps + 1) %}

    step_{{ step }} as (

        select
            walking.chain,
            walking.removed,
            coalesce(probabilities.state_to, -1) as state,
            sum(walking.chance * coalesce(probabilities.probability, 1)) as chance
        from {{ walk if step == 1 else 'step_' ~ (step - 1) }} as walking
        left join {{ probabilities }} as probabilities
            on
                walking.chain = probabilities.chain
                and walking.state = probabilities.state_from
                and walking.removed <> {{ markov_last_channel('probabilities.state_to') }}
                and probabilities.state_to > -2
        where walking.state = -1 or probabilities.state_to is not null
        group by walking.chain, walking.removed, coalesce(probabilities.state_to, -1)

    ),
    {%- endfor %}

    with_every_channel as (

        select
            chain,
            sum(case when state = -1 then chance else 0 end) as converted,
            sum(case when state <> -1 then chance else 0 end) as under_way
        from step_{{ steps }}
        where removed = 0
        group by chain

    )

    select last_step.*
    from step_{{ steps }} as last_step
    inner join with_every_channel on last_step.chain = with_every_channel.chain
    where
        last_step.state = -1
        or with_every_channel.under_way > 1e-13 * with_every_channel.converted
{%- endmacro %}

{% macro markov_walk_unfinished(walk) -%}
    select 1 from {{ walk }} as walk where state <> -1 limit 1
{%- endmacro %}

{% macro markov_walk_effects(walk, probabilities) -%}
    select
        starts.chain,
        starts.removed as channel_number,
        greatest(1 - coalesce(without.chance, 0) / whole.chance, 0) as removal_effect
    from ({{ markov_walk(probabilities) }}) as starts
    inner join {{ walk }} as whole
        on starts.chain = whole.chain and whole.removed = 0 and whole.state = -1
    left join {{ walk }} as without
        on starts.chain = without.chain and starts.removed = without.removed and without.state = -1
    where starts.removed > 0
{%- endmacro %}

{% macro named_removal_effects(transitions, probabilities, matrix, walk) -%}
    with

    effects as (

        select * from ({{ markov_matrix_effects(matrix, probabilities) }}) as first_order
        union all
        select * from ({{ markov_walk_effects(walk, probabilities) }}) as higher_orders

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
