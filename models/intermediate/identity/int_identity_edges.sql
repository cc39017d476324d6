{# The evidence after the guards: `cut_reason` is null where a pair joins. What a person decided needs no guard. #}
with

evidence as (

    select * from {{ ref('int_identity_evidence') }}

),

identifiers as (

    select * from {{ ref('int_identifiers') }}

),

identifier_types as (

    select * from {{ ref('identifier_types') }}

),

edges as (

    select
        evidence.type_a,
        evidence.identifier_a,
        evidence.type_b,
        evidence.identifier_b,
        side_a.node_id as node_a,
        side_b.node_id as node_b,
        evidence.evidence,
        evidence.first_linked_at,
        evidence.sightings,
        case
            when evidence.override_action = 'force' then null
            when evidence.override_action is not null then 'forbidden by hand'
            when types_a.identifier_type is null or types_b.identifier_type is null then 'unknown identifier type'
            when side_a.is_blocked or side_b.is_blocked then 'blocked identifier'
            when side_a.is_shared or side_b.is_shared then 'shared identifier'
        end as cut_reason
    from evidence
    inner join identifiers as side_a
        on
            evidence.type_a = side_a.identifier_type
            and evidence.identifier_a = side_a.identifier
    inner join identifiers as side_b
        on
            evidence.type_b = side_b.identifier_type
            and evidence.identifier_b = side_b.identifier
    left join identifier_types as types_a
        on evidence.type_a = types_a.identifier_type
    left join identifier_types as types_b
        on evidence.type_b = types_b.identifier_type

)

select * from edges
