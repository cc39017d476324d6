{# The scratch table (node_id, component_id) of a graph's connected components; whoever asks drops it.

   Randomised contraction (Bögeholz, Brand, Todor 2019, arXiv 1802.09478): in each round every node points at the
   first node of its closed neighbourhood in an order drawn anew, nodes that point at the same node become one, and
   edges inside it vanish. About log n rounds (17 on a chain of 10^5, 2-4 on identity graphs) whatever the shape; in
   an order that stays the same a chain would need n. Then the labels are composed from the last round backwards.

   The first round takes the nodes' own order, so that they may be numbers of any size, such as hashes; what is left
   of them, half at most, is numbered from 1. Each edge is kept one way round. #}
{% macro connected_labels(owner, edges) -%}
    {%- set draw = namespace(edges=scratch_relation(owner, 'edges_0'), factor=16807) -%}
    {%- set rounds = [scratch_relation(owner, 'pointers_0')] -%}
    {%- do run_query(scratch_table_as(draw.edges, edges_between_two(edges))) -%}
    {%- do run_query(scratch_table_as(rounds[0], numbered_pointers(draw.edges))) -%}
    {%- set largest = run_query('select max(label) from ' ~ rounds[0])[0][0] -%}
    {%- if largest is not none and largest > 4294967295 -%}
        {%- do exceptions.raise_compiler_error(
            owner ~ ': ' ~ largest ~ ' groups of identifiers are more than the 4294967295 that can be told apart.'
        ) -%}
    {%- endif -%}
    {%- for round in range(1, 200) if run_query('select 1 from ' ~ draw.edges ~ ' limit 1') | length -%}
        {%- set contracted = scratch_relation(owner, 'edges_' ~ round) -%}
        {%- set pointers = scratch_relation(owner, 'pointers_' ~ round) -%}
        {%- set draw.factor = (draw.factor * 48271) % 2147483647 -%}
        {%- do run_query(scratch_table_as(contracted, contracted_edges(draw.edges, rounds[-1]))) -%}
        {%- do run_query('drop table ' ~ draw.edges) -%}
        {%- do run_query(scratch_table_as(pointers, drawn_pointers(contracted, draw.factor))) -%}
        {%- do rounds.append(pointers) -%}
        {%- set draw.edges = contracted -%}
    {%- endfor -%}
    {%- if run_query('select 1 from ' ~ draw.edges ~ ' limit 1') | length -%}
        {%- do exceptions.raise_compiler_error(owner ~ ': edges are left after 200 rounds of contraction.') -%}
    {%- endif -%}
    {%- do run_query('drop table ' ~ draw.edges) -%}

    {%- set labels = namespace(relation=rounds[-1]) -%}
    {%- for pointers in rounds[:-1] | reverse -%}
        {%- set composed = scratch_relation(owner, 'labels_' ~ loop.revindex0) -%}
        {%- do run_query(scratch_table_as(composed, composed_labels(pointers, labels.relation))) -%}
        {%- do run_query('drop table ' ~ labels.relation) -%}
        {%- do run_query('drop table ' ~ pointers) -%}
        {%- set labels.relation = composed -%}
    {%- endfor -%}
    {%- set components = scratch_relation(owner, 'components') -%}
    {%- do run_query(scratch_table_as(
        components, 'select node_id, label as component_id from ' ~ labels.relation
    )) -%}
    {%- do run_query('drop table ' ~ labels.relation) -%}
    {{ return(components) }}
{%- endmacro %}

{% macro edges_between_two(edges) -%}
    select
        node_a,
        node_b
    from ({{ edges }}) as edges
    where node_a <> node_b
{%- endmacro %}

{% macro neighbours_of_each(edges) -%}
    select node_a as node_id, node_b as neighbour_id from {{ edges }}
    union all
    select node_b as node_id, node_a as neighbour_id from {{ edges }}
{%- endmacro %}

{% macro numbered_pointers(edges) -%}
    with pointers as (
        select
            node_id,
            least(min(neighbour_id), node_id) as first_id
        from ({{ neighbours_of_each(edges) }}) as neighbours
        group by node_id
    ),

    numbers as (
        select
            first_id,
            cast(row_number() over (order by first_id) as bigint) as label
        from (select distinct first_id from pointers) as first_ids
    )

    select
        pointers.node_id,
        numbers.label
    from pointers
    inner join numbers
        on pointers.first_id = numbers.first_id
{%- endmacro %}

{# The order of a round: node * factor in the field of 2^31 - 1 elements; the node itself, below it, breaks ties and
   is read back by the division's remainder. Whole numbers under 2^63 on any engine. #}
{% macro drawn_order(node, factor) -%}
    (({{ node }} % 2147483647) * {{ factor }} % 2147483647) * 4294967296 + {{ node }}
{%- endmacro %}

{% macro drawn_pointers(edges, factor) -%}
    select
        node_id,
        least(min({{ drawn_order('neighbour_id', factor) }}), {{ drawn_order('node_id', factor) }})
        % 4294967296 as label
    from ({{ neighbours_of_each(edges) }}) as neighbours
    group by node_id
{%- endmacro %}

{% macro contracted_edges(edges, pointers) -%}
    select distinct
        least(pointers_a.label, pointers_b.label) as node_a,
        greatest(pointers_a.label, pointers_b.label) as node_b
    from {{ edges }} as edges
    inner join {{ pointers }} as pointers_a
        on edges.node_a = pointers_a.node_id
    inner join {{ pointers }} as pointers_b
        on edges.node_b = pointers_b.node_id
    where pointers_a.label <> pointers_b.label
{%- endmacro %}

{# `labels` are those of the next round: a node that has none there is alone, and so its own label. #}
{% macro composed_labels(pointers, labels) -%}
    select
        pointers.node_id,
        coalesce(labels.label, pointers.label) as label
    from {{ pointers }} as pointers
    left join {{ labels }} as labels
        on pointers.label = labels.node_id
{%- endmacro %}
