{# Which identifiers are connected by the links that no guard cut, before anybody is separated by hand. #}
{{ config(materialized='connected_components') }}

select
    node_a,
    node_b
from {{ ref('int_identity_guarded') }}
where cut_reason is null
