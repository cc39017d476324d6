{# Pairs that must never be one person, as seeds/identity_overrides.csv says with `separate`, where links would make
   them one. #}
with

overrides as (

    select
        {{ identifier_key('identifier_type_a', 'identifier_a') }} as key_a,
        {{ identifier_key('identifier_type_b', 'identifier_b') }} as key_b,
        reason
    from {{ ref('identity_overrides') }}
    where action = 'separate'

),

identifiers as (

    select
        identifier_key,
        node_id
    from {{ ref('int_identifiers') }}

),

linked as (

    select * from {{ ref('int_linked_identifiers') }}

),

pairs as (

    select
        linked_a.component_id,
        least(side_a.node_id, side_b.node_id) as node_a,
        greatest(side_a.node_id, side_b.node_id) as node_b,
        min(overrides.reason) as reason
    from overrides
    inner join identifiers as side_a
        on overrides.key_a = side_a.identifier_key
    inner join identifiers as side_b
        on overrides.key_b = side_b.identifier_key
    inner join linked as linked_a
        on side_a.node_id = linked_a.node_id
    inner join linked as linked_b
        on side_b.node_id = linked_b.node_id
    where linked_a.component_id = linked_b.component_id and side_a.node_id <> side_b.node_id
    group by linked_a.component_id, least(side_a.node_id, side_b.node_id), greatest(side_a.node_id, side_b.node_id)

)

select * from pairs
