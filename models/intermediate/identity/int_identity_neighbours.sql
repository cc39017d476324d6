{# Each link that may join, seen from either side. #}
{{ config(materialized='view') }}

with

links as (

    select * from {{ ref('int_identity_links') }}
    where verdict is null

),

neighbours as (

    select
        node_a as node_id,
        type_a as identifier_type,
        node_b as neighbour_id,
        type_b as neighbour_type
    from links

    union all

    select
        node_b as node_id,
        type_b as identifier_type,
        node_a as neighbour_id,
        type_a as neighbour_type
    from links

)

select * from neighbours
