{# Which identifiers are one person's: the connected components of the edges no guard cut. #}
{{ config(materialized='connected_components') }}

select
    node_a,
    node_b
from {{ ref('int_identity_edges') }}
where cut_reason is null
