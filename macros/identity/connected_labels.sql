{# The scratch table (node_id, component_id) of a graph's connected components; whoever asks drops it.

   Randomised contraction (Bögeholz, Brand, Todor 2019, arXiv 1802.09478): in each round every node points at the
   first node of its closed neighbourhood in an order drawn anew, nodes that point at the same node become one, and
   edges inside it vanish. About log n rounds (17 on a chain of 10^5, 2-4 on identity graphs) whatever the shape; in
   an order that stays the same a chain would need n. Then the labels are composed from the last round backwards.

   The first round takes the nodes' own order, so that they may be numbers of any size, such as hashes. Whoever is left
   with an edge then, a fraction of them, is numbered from 1, in 32 bits where they suffice. Each edge is kept one way
   round; edges that became the same are one from the second round on: after the first, few did, and to look for them
   costs as much as a join. #}
{% macro connected_labels(owner, edges) -%}
    {%- set given = scratch_relation(owner, 'given') -%}
    {%- set pointers = scratch_relation(owner, 'pointers') -%}
    {%- set left_over = scratch_relation(owner, 'left_over') -%}
    {%- set numbers = scratch_relation(owner, 'numbers') -%}
    {%- set numbered = scratch_relation(owner, 'edges_0') -%}
    {%- set components = scratch_relation(owner, 'components') -%}
    {%- do run_query(scratch_table_as(given, edges_between_two(edges))) -%}
    {%- do run_query(scratch_table_as(pointers, first_pointers(given))) -%}
    {%- do run_query(scratch_table_as(left_over, contracted_edges(given, pointers, is_distinct=false))) -%}
    {%- do run_query('drop table ' ~ given) -%}
    {%- do run_query(scratch_table_as(numbers, numbers_of_nodes(left_over))) -%}
    {%- set largest = run_query('select max(number) from ' ~ numbers)[0][0] -%}
    {%- if largest is not none and largest > 4294967295 -%}
        {%- do exceptions.raise_compiler_error(
            owner ~ ': ' ~ largest ~ ' groups of identifiers are more than the 4294967295 that can be told apart.'
        ) -%}
    {%- endif -%}
    {%- set type = 'integer' if largest is none or largest <= 2147483647 else 'bigint' -%}
    {%- do run_query(scratch_table_as(numbered, numbered_edges(left_over, numbers, type))) -%}
    {%- do run_query('drop table ' ~ left_over) -%}
    {%- set labels = contracted_labels(owner, numbered, type) -%}
    {%- do run_query(scratch_table_as(components, components_of_all(pointers, numbers, labels))) -%}
    {%- for done in [pointers, numbers, labels] -%}
        {%- do run_query('drop table ' ~ done) -%}
    {%- endfor -%}
    {{ return(components) }}
{%- endmacro %}

{# (node_id, label) of edges between numbers of a type, up to 4,294,967,295; drops the edges. #}
{% macro contracted_labels(owner, edges, type) -%}
    {%- set draw = namespace(edges=edges, factor=16807, is_open=true) -%}
    {%- set rounds = [] -%}
    {%- for round in range(1, 200) if draw.is_open -%}
        {%- set pointers = scratch_relation(owner, 'pointers_' ~ round) -%}
        {%- set contracted = scratch_relation(owner, 'edges_' ~ round) -%}
        {%- set draw.factor = (draw.factor * 48271) % 2147483647 -%}
        {%- do run_query(scratch_table_as(pointers, drawn_pointers(draw.edges, draw.factor, type))) -%}
        {%- do run_query(scratch_table_as(contracted, contracted_edges(draw.edges, pointers))) -%}
        {%- do run_query('drop table ' ~ draw.edges) -%}
        {%- do rounds.append(pointers) -%}
        {%- set draw.edges = contracted -%}
        {%- set draw.is_open = has_rows(contracted) -%}
    {%- endfor -%}
    {%- if draw.is_open -%}
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
    {{ return(labels.relation) }}
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

{% macro first_pointers(edges) -%}
    select
        node_id,
        least(min(neighbour_id), node_id) as label
    from ({{ neighbours_of_each(edges) }}) as neighbours
    group by node_id
{%- endmacro %}

{% macro numbers_of_nodes(edges) -%}
    select
        node_id,
        {{ any_numbers('node_id') }} as number
    from (
        select node_a as node_id from {{ edges }}
        union
        select node_b as node_id from {{ edges }}
    ) as nodes
{%- endmacro %}

{% macro numbered_edges(edges, numbers, type) -%}
    select
        cast(numbers_a.number as {{ type }}) as node_a,
        cast(numbers_b.number as {{ type }}) as node_b
    from {{ edges }} as edges
    inner join {{ numbers }} as numbers_a
        on edges.node_a = numbers_a.node_id
    inner join {{ numbers }} as numbers_b
        on edges.node_b = numbers_b.node_id
{%- endmacro %}

{# Back from numbers to nodes; who has no number was done after the first round. #}
{% macro components_of_all(pointers, numbers, labels) -%}
    with first_nodes as (
        select
            numbers.node_id,
            of_label.node_id as label
        from {{ numbers }} as numbers
        inner join {{ labels }} as labels
            on numbers.number = labels.node_id
        inner join {{ numbers }} as of_label
            on labels.label = of_label.number
    )

    select
        pointers.node_id,
        coalesce(first_nodes.label, pointers.label) as component_id
    from {{ pointers }} as pointers
    left join first_nodes
        on pointers.label = first_nodes.node_id
{%- endmacro %}

{# The order of a round: node * factor in the field of 2^31 - 1 elements; the node itself, below it, breaks ties and
   is read back by the division's remainder. Whole numbers under 2^63 on any engine. Numbers of 32 bits are elements of
   the field as they are, but for the last, which is zero in it. #}
{% macro drawn_order(node, factor, type) -%}
    {%- set wide = 'cast(' ~ node ~ ' as bigint)' -%}
    {%- set element = wide if type == 'integer' else '(' ~ node ~ ' % 2147483647)' -%}
    ({{ element }} * {{ factor }} % 2147483647) * 4294967296 + {{ wide }}
{%- endmacro %}

{% macro drawn_pointers(edges, factor, type) -%}
    select
        node_id,
        cast(
            least(
                min({{ drawn_order('neighbour_id', factor, type) }}), {{ drawn_order('node_id', factor, type) }}
            ) % 4294967296 as {{ type }}
        ) as label
    from ({{ neighbours_of_each(edges) }}) as neighbours
    group by node_id
{%- endmacro %}

{% macro contracted_edges(edges, pointers, is_distinct=true) -%}
    select {{ 'distinct' if is_distinct }}
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
