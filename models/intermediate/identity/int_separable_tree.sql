{# How those whom somebody wants parted hang together: by their strongest links. #}
{{ config(materialized='merge_tree') }}

select
    node_a,
    node_b,
    edge_order
from {{ ref('int_separable_links') }}
