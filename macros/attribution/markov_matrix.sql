{# The fundamental matrices of chains of first order (see markov_chain.sql): the scratch table of N, or none if a chain
   never ends. #}
{% macro markov_matrix_of(owner, probabilities) -%}
    {%- set matrix = namespace(relation=scratch_relation(owner, 'matrix_0'), is_open=true) -%}
    {%- do run_query(scratch_table_as(matrix.relation, markov_matrix(probabilities))) -%}
    {#- A loop that is done runs on to the end of its range, and asks nothing more. -#}
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
    {{ return(none if matrix.is_open else matrix.relation) }}
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
