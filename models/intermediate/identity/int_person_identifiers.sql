{# Every identifier with the person it belongs to. The person's id is the hash of the earliest identifier of the
   component, then the smallest: no state, the same in whatever order things arrived. An identifier that joins nobody
   is a person of its own if something happened on it, else nobody's. #}
with

identifiers as (

    select * from {{ ref('int_identifiers') }}

),

components as (

    select * from {{ ref('int_identity_components') }}

),

shared as (

    select * from {{ ref('int_shared_identifiers') }}

),

grouped as (

    select
        identifiers.*,
        components.node_id is not null as is_joined,
        shared.node_id is not null as is_shared,
        coalesce(components.component_id, identifiers.node_id) as first_node_id
    from identifiers
    left join components
        on identifiers.node_id = components.node_id
    left join shared
        on identifiers.node_id = shared.node_id
    where
        components.node_id is not null
        or (identifiers.is_blocked and identifiers.identifier_type = 'crm_id')
        or (identifiers.has_activity and not identifiers.is_blocked)

),

person_identifiers as (

    select
        grouped.node_id,
        grouped.identifier_key,
        grouped.identifier_type,
        grouped.identifier,
        md5(concat(earliest.identifier_type, ':', earliest.identifier)) as person_id,
        grouped.is_joined,
        grouped.is_shared,
        grouped.sightings,
        grouped.first_seen_at,
        grouped.last_seen_at
    from grouped
    inner join identifiers as earliest
        on grouped.first_node_id = earliest.node_id

)

select * from person_identifiers
