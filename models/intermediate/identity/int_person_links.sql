{# The links that make people, in the order of their time. #}
with

edges as (

    select * from {{ ref('int_identity_edges') }}
    where cut_reason is null

),

links as (

    select
        node_a,
        node_b,
        first_linked_at,
        cast(row_number() over (
            order by first_linked_at asc nulls first, node_a asc, node_b asc
        ) as bigint) as edge_order
    from edges

)

select * from links
