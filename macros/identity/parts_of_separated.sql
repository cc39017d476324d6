{# The scratch table (node_id, part_id) of forests whose pairs are parted; whoever asks drops it.

   As if links were laid one after the other, the strongest first, and each left out that would make a pair one: of the
   weakest links between each pair, the strongest is the first to be left out. Then the pairs that are still together
   are looked at again: two cuts at once might lie on one way, and one of them be too many. So there are as many rounds
   as pairs, which people wrote by hand. A tree has one way between two nodes: a walk along it meets nobody twice. #}
{% macro parts_of_separated(owner, links_and_pairs) -%}
    {%- set state = namespace(links=scratch_relation(owner, 'given'), is_parted=false) -%}
    {%- set pairs = scratch_relation(owner, 'pairs') -%}
    {%- set nodes = scratch_relation(owner, 'nodes') -%}
    {%- set parts = scratch_relation(owner, 'parts') -%}
    {%- do run_query(scratch_table_as(state.links, 'select * from (' ~ links_and_pairs ~ ') as given')) -%}
    {%- do run_query(scratch_table_as(
        pairs, 'select node_a, node_b from ' ~ state.links ~ ' where edge_order is null'
    )) -%}
    {%- do run_query(scratch_table_as(nodes, nodes_of_links(state.links))) -%}
    {%- for round in range(10000) if not state.is_parted -%}
        {%- set weakest = scratch_relation(owner, 'weakest') -%}
        {%- set remaining = scratch_relation(owner, 'remaining_' ~ round) -%}
        {%- do run_query(scratch_table_as(weakest, weakest_links_between(state.links, pairs))) -%}
        {%- set state.is_parted = not has_rows(weakest) -%}
        {%- do run_query(scratch_table_as(remaining, links_without(state.links, weakest))) -%}
        {%- do run_query('drop table ' ~ weakest) -%}
        {%- do run_query('drop table ' ~ state.links) -%}
        {%- set state.links = remaining -%}
    {%- endfor -%}
    {%- set labels = connected_labels(owner, 'select node_a, node_b from ' ~ state.links) -%}
    {%- do run_query(scratch_table_as(parts, numbered_parts(nodes, labels))) -%}
    {%- for done in [labels, nodes, pairs, state.links] -%}
        {%- do run_query('drop table ' ~ done) -%}
    {%- endfor -%}
    {{ return(parts) }}
{%- endmacro %}

{% macro nodes_of_links(links) -%}
    select node_a as node_id from {{ links }}
    union
    select node_b as node_id from {{ links }}
{%- endmacro %}

{# One row, or none if all pairs are parted. #}
{% macro weakest_links_between(links, pairs) -%}
    with recursive steps as (
        select node_a as node_id, node_b as neighbour_id, edge_order from {{ links }} where edge_order is not null
        union all
        select node_b as node_id, node_a as neighbour_id, edge_order from {{ links }} where edge_order is not null
    ),

    walks as (
        select
            node_a as origin_id,
            node_b as goal_id,
            node_a as node_id,
            cast(0 as bigint) as came_by,
            cast(0 as bigint) as weakest
        from {{ pairs }}

        union all

        select
            walks.origin_id,
            walks.goal_id,
            steps.neighbour_id as node_id,
            steps.edge_order as came_by,
            greatest(walks.weakest, steps.edge_order) as weakest
        from walks
        inner join steps
            on walks.node_id = steps.node_id
        where steps.edge_order <> walks.came_by and walks.node_id <> walks.goal_id
    )

    select min(weakest) as edge_order
    from walks
    where node_id = goal_id
    having count(*) > 0
{%- endmacro %}

{% macro links_without(links, cut) -%}
    select links.*
    from {{ links }} as links
    left join {{ cut }} as cut
        on links.edge_order = cut.edge_order
    where links.edge_order is not null and cut.edge_order is null
{%- endmacro %}

{% macro numbered_parts(nodes, labels) -%}
    select
        nodes.node_id,
        min(nodes.node_id) over (partition by labels.component_id, case when labels.node_id is null then nodes.node_id end)
            as part_id
    from {{ nodes }} as nodes
    left join {{ labels }} as labels
        on nodes.node_id = labels.node_id
{%- endmacro %}
