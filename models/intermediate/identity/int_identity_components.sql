{# Which identifiers are one person's, by the earliest of them. Who was linked to nobody is not in it. #}
with

linked as (

    select * from {{ ref('int_linked_identifiers') }}

),

separated as (

    select * from {{ ref('int_separated_identifiers') }}

),

parts as (

    select
        linked.node_id,
        linked.component_id,
        coalesce(separated.part_id, 0) as part_id
    from linked
    left join separated
        on linked.node_id = separated.node_id

),

earliest as (

    select
        component_id,
        part_id,
        min(node_id) as first_node_id,
        count(*) as members
    from parts
    group by component_id, part_id

),

components as (

    select
        parts.node_id,
        earliest.first_node_id as component_id
    from parts
    inner join earliest
        on
            parts.component_id = earliest.component_id
            and parts.part_id = earliest.part_id
    where earliest.members > 1

)

select * from components
