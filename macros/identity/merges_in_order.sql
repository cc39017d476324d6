{# The scratch table (node_id, merged_into, edge_order) of a graph's merges; whoever asks drops it.

   One edge after the other would take as many steps as there are links. Instead, in each round (Borůvka's) every group
   looks at its first edge. Along these edges groups form trees, at whose root two groups have the same first edge, and
   from there outwards the edges come later and later: a tree's groups join it in the order of their own first edges,
   and a running minimum tells who ends. That holds until the tree's horizon, the first edge that leaves it; who would
   join later waits for the next round. What reached its horizon is one group then, so their number halves at least:
   about log n rounds, whatever the shape and the order. #}
{% macro merges_in_order(owner, edges) -%}
    {%- set state = namespace(edges=scratch_relation(owner, 'links_0'), is_open=true) -%}
    {%- set merges = scratch_relation(owner, 'merges') -%}
    {%- do run_query(scratch_table_as(state.edges, links_between_two(edges))) -%}
    {%- do run_query(scratch_table_as(merges, no_merges())) -%}
    {%- set state.is_open = has_rows(state.edges) -%}
    {#- A loop that is done runs on to the end of its range: it must not ask the engine each time. -#}
    {%- for round in range(200) if state.is_open -%}
        {%- set firsts = scratch_relation(owner, 'firsts') -%}
        {%- set joins = scratch_relation(owner, 'joins') -%}
        {%- set next_edges = scratch_relation(owner, 'links_' ~ (round + 1)) -%}
        {%- do run_query(scratch_table_as(firsts, first_edges(state.edges))) -%}
        {%- set trees = trees_of(owner, firsts) -%}
        {%- do run_query(scratch_table_as(joins, joins_within_horizon(state.edges, firsts, trees))) -%}
        {%- do run_query('insert into ' ~ merges ~ ' ' ~ ends(joins)) -%}
        {%- do run_query(scratch_table_as(next_edges, edges_between_groups(state.edges, joins))) -%}
        {%- for done in [state.edges, firsts, trees, joins] -%}
            {%- do run_query('drop table ' ~ done) -%}
        {%- endfor -%}
        {%- set state.edges = next_edges -%}
        {%- set state.is_open = has_rows(next_edges) -%}
    {%- endfor -%}
    {%- if state.is_open -%}
        {%- do exceptions.raise_compiler_error(owner ~ ': links are left after 200 rounds of merging.') -%}
    {%- endif -%}
    {%- do run_query('drop table ' ~ state.edges) -%}
    {{ return(merges) }}
{%- endmacro %}

{% macro links_between_two(edges) -%}
    select
        cast(node_a as bigint) as node_a,
        cast(node_b as bigint) as node_b,
        cast(edge_order as bigint) as edge_order
    from ({{ edges }}) as edges
    where node_a <> node_b
{%- endmacro %}

{% macro no_merges() -%}
    select
        cast(null as bigint) as node_id,
        cast(null as bigint) as merged_into,
        cast(null as bigint) as edge_order
    where 1 = 0
{%- endmacro %}

{% macro first_edges(edges) -%}
    select
        node_id,
        min(edge_order) as edge_order,
        min_by(neighbour_id, edge_order) as neighbour_id
    from (
        select node_a as node_id, node_b as neighbour_id, edge_order from {{ edges }}
        union all
        select node_b as node_id, node_a as neighbour_id, edge_order from {{ edges }}
    ) as neighbours
    group by node_id
{%- endmacro %}

{# (node_id, tree_id): every group goes along its first edge until that leads back; twice as far with each step. #}
{% macro trees_of(owner, firsts) -%}
    {%- set state = namespace(trees=scratch_relation(owner, 'trees_0'), are_complete=false) -%}
    {%- do run_query(scratch_table_as(state.trees, steps_along_first_edges(firsts))) -%}
    {%- for step in range(1, 64) if not state.are_complete -%}
        {%- set further = scratch_relation(owner, 'trees_' ~ step) -%}
        {%- do run_query(scratch_table_as(further, twice_as_far(state.trees))) -%}
        {%- set moved = run_query(
            'select 1 from ' ~ further ~ ' as further inner join ' ~ state.trees ~ ' as before'
            ~ ' on further.node_id = before.node_id where further.tree_id <> before.tree_id limit 1'
        ) -%}
        {%- do run_query('drop table ' ~ state.trees) -%}
        {%- set state.trees = further -%}
        {%- set state.are_complete = moved | length == 0 -%}
    {%- endfor -%}
    {{ return(state.trees) }}
{%- endmacro %}

{% macro steps_along_first_edges(firsts) -%}
    select
        firsts.node_id,
        case
            when firsts.edge_order = of_neighbour.edge_order then least(firsts.node_id, firsts.neighbour_id)
            else firsts.neighbour_id
        end as tree_id
    from {{ firsts }} as firsts
    inner join {{ firsts }} as of_neighbour
        on firsts.neighbour_id = of_neighbour.node_id
{%- endmacro %}

{% macro twice_as_far(trees) -%}
    select
        trees.node_id,
        of_next.tree_id
    from {{ trees }} as trees
    inner join {{ trees }} as of_next
        on trees.tree_id = of_next.node_id
{%- endmacro %}

{# The root of a tree is there before anybody joins it. #}
{% macro joins_within_horizon(edges, firsts, trees) -%}
    with leaving as (
        select
            trees_a.tree_id as tree_a,
            trees_b.tree_id as tree_b,
            edges.edge_order
        from {{ edges }} as edges
        inner join {{ trees }} as trees_a
            on edges.node_a = trees_a.node_id
        inner join {{ trees }} as trees_b
            on edges.node_b = trees_b.node_id
        where trees_a.tree_id <> trees_b.tree_id
    ),

    horizons as (
        select
            tree_id,
            min(edge_order) as horizon
        from (
            select tree_a as tree_id, edge_order from leaving
            union all
            select tree_b as tree_id, edge_order from leaving
        ) as sides
        group by tree_id
    ),

    joining as (
        select
            trees.tree_id,
            trees.node_id,
            case when trees.tree_id = trees.node_id then 0 else firsts.edge_order end as edge_order
        from {{ trees }} as trees
        inner join {{ firsts }} as firsts
            on trees.node_id = firsts.node_id
        left join horizons
            on trees.tree_id = horizons.tree_id
        where horizons.horizon is null or firsts.edge_order < horizons.horizon
    )

    select
        node_id,
        edge_order,
        min(node_id) over (
            partition by tree_id
            order by edge_order
            rows between unbounded preceding and 1 preceding
        ) as before_id,
        min(node_id) over (partition by tree_id) as group_id
    from joining
{%- endmacro %}

{% macro ends(joins) -%}
    select
        greatest(node_id, before_id) as node_id,
        least(node_id, before_id) as merged_into,
        edge_order
    from {{ joins }}
    where before_id is not null
{%- endmacro %}

{# Who waits is a group of its own still. #}
{% macro edges_between_groups(edges, joins) -%}
    with grouped as (
        select
            coalesce(joins_a.group_id, edges.node_a) as group_a,
            coalesce(joins_b.group_id, edges.node_b) as group_b,
            edges.edge_order
        from {{ edges }} as edges
        left join {{ joins }} as joins_a
            on edges.node_a = joins_a.node_id
        left join {{ joins }} as joins_b
            on edges.node_b = joins_b.node_id
    )

    select
        least(group_a, group_b) as node_a,
        greatest(group_a, group_b) as node_b,
        min(edge_order) as edge_order
    from grouped
    where group_a <> group_b
    group by least(group_a, group_b), greatest(group_a, group_b)
{%- endmacro %}
