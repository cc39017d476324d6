{# On which side everybody stands who hung together with a pair that must be parted: with whom the stronger links
   are. Rows without an edge_order are the pairs. #}
{{ config(materialized='separated_parts') }}

select
    links.node_a,
    links.node_b,
    links.edge_order
from {{ ref('int_separable_links') }} as links
inner join {{ ref('int_separable_tree') }} as tree
    on links.edge_order = tree.edge_order

union all

select
    node_a,
    node_b,
    cast(null as bigint) as edge_order
from {{ ref('int_separated_pairs') }}
