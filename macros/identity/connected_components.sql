{# Materialises the connected components of a graph. The model gives edges (node_a, node_b), whole numbers from 1 to
   4,294,967,295; the table holds (node_id, component_id) for every node that has an edge.

   Randomised contraction (Bögeholz, Brand, Todor 2019, arXiv 1802.09478): in each round every node points at the
   first node of its closed neighbourhood in an order drawn anew, nodes that point at the same node become one, and
   edges inside it vanish. About log n rounds (17 on a chain of 10^5, 2-4 on identity graphs) whatever the shape; in
   an order that stays the same a chain would need n. Then the labels are composed from the last round backwards.
   Which node labels a component says nothing; which nodes share a label is exact. #}
{% materialization connected_components, default %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set rounds = [] -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {%- set edges = scratch_relation(this, 'edges_0') -%}
    {%- do run_query(scratch_table_as(edges, both_directions(sql))) -%}
    {%- set draw = namespace(edges=edges, factor=16807) -%}
    {%- for round in range(200) if run_query('select 1 from ' ~ draw.edges ~ ' limit 1') | length -%}
        {%- set draw.factor = (draw.factor * 48271) % 2147483647 -%}
        {%- set pointers = scratch_relation(this, 'pointers_' ~ round) -%}
        {%- set contracted = scratch_relation(this, 'edges_' ~ (round + 1)) -%}
        {%- do run_query(scratch_table_as(pointers, first_neighbours(draw.edges, draw.factor))) -%}
        {%- do run_query(scratch_table_as(contracted, contracted_edges(draw.edges, pointers))) -%}
        {%- do run_query('drop table ' ~ draw.edges) -%}
        {%- do rounds.append(pointers) -%}
        {%- set draw.edges = contracted -%}
    {%- endfor -%}
    {%- if run_query('select 1 from ' ~ draw.edges ~ ' limit 1') | length -%}
        {%- do exceptions.raise_compiler_error(
            this ~ ': edges are left after 200 rounds; node ids must be whole numbers from 1 to 4294967295.'
        ) -%}
    {%- endif -%}

    {%- set labels = namespace(relation=draw.edges) -%}
    {%- for pointers in rounds | reverse -%}
        {%- set composed = scratch_relation(this, 'labels_' ~ loop.revindex0) -%}
        {%- do run_query(scratch_table_as(composed, composed_labels(pointers, labels.relation, loop.first))) -%}
        {%- do run_query('drop table ' ~ labels.relation) -%}
        {%- do run_query('drop table ' ~ pointers) -%}
        {%- set labels.relation = composed -%}
    {%- endfor -%}

    {%- if existing is not none -%}
        {%- do adapter.drop_relation(existing) -%}
    {%- endif -%}
    {%- call statement('main') -%}
        {{ create_table_as(False, target_relation, all_labels(labels.relation, rounds | length == 0)) }}
    {%- endcall -%}
    {%- do run_query('drop table ' ~ labels.relation) -%}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do persist_docs(target_relation, model) -%}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{% macro both_directions(edges) -%}
    with edges as ({{ edges }})
    select cast(node_a as bigint) as node_a, cast(node_b as bigint) as node_b from edges where node_a <> node_b
    union
    select cast(node_b as bigint) as node_a, cast(node_a as bigint) as node_b from edges where node_a <> node_b
{%- endmacro %}

{# The order of a round: node * factor in the field of 2^31 - 1 elements; the node itself, below it, breaks ties and
   is read back by the division's remainder. Whole numbers under 2^63 on any engine. #}
{% macro drawn_order(node, factor) -%}
    (({{ node }} % 2147483647) * {{ factor }} % 2147483647) * 4294967296 + {{ node }}
{%- endmacro %}

{% macro first_neighbours(edges, factor) -%}
    select
        node_a as node_id,
        least(min({{ drawn_order('node_b', factor) }}), {{ drawn_order('node_a', factor) }}) % 4294967296 as label
    from {{ edges }}
    group by node_a
{%- endmacro %}

{% macro contracted_edges(edges, pointers) -%}
    select distinct
        pointers_a.label as node_a,
        pointers_b.label as node_b
    from {{ edges }} as edges
    inner join {{ pointers }} as pointers_a
        on edges.node_a = pointers_a.node_id
    inner join {{ pointers }} as pointers_b
        on edges.node_b = pointers_b.node_id
    where pointers_a.label <> pointers_b.label
{%- endmacro %}

{# `labels` are those of the next round; in the last round there are none, and pointers are labels. #}
{% macro composed_labels(pointers, labels, is_last) -%}
    {%- if is_last -%}
    select node_id, label from {{ pointers }}
    {%- else -%}
    select
        pointers.node_id,
        coalesce(labels.label, pointers.label) as label
    from {{ pointers }} as pointers
    left join {{ labels }} as labels
        on pointers.label = labels.node_id
    {%- endif -%}
{%- endmacro %}

{% macro all_labels(labels, is_edgeless) -%}
    {%- if is_edgeless -%}
    select node_a as node_id, node_b as component_id from {{ labels }}
    {%- else -%}
    select node_id, label as component_id from {{ labels }}
    {%- endif -%}
{%- endmacro %}
