{# Which identifiers stopped naming a person when, because a link made theirs one with the person of an earlier one.
   Replayed from the links that hold, in the order of their time: no state, the same in whatever order they came. #}
{{ config(materialized='merge_tree') }}

select
    node_a,
    node_b,
    edge_order
from {{ ref('int_person_links') }}
