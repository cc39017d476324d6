{# The evidence between numbered identifiers. `verdict` is what is certain of a pair before anybody is counted: forced
   and forbidden by hand, an unknown kind, a blocked value. The rest may join if neither side is shared. #}
with

evidence as (

    select * from {{ ref('int_identity_evidence') }}

),

identifiers as (

    select
        identifier_key,
        node_id,
        is_blocked
    from {{ ref('int_identifiers') }}

),

identifier_types as (

    select * from {{ ref('identifier_types') }}

),

links as (

    select
        side_a.node_id as node_a,
        side_b.node_id as node_b,
        evidence.type_a,
        evidence.type_b,
        evidence.evidence,
        evidence.first_linked_at,
        evidence.sightings,
        evidence.is_forced and not evidence.is_forbidden as is_forced,
        coalesce(types_a.is_strong and types_b.is_strong, false) as is_strong,
        case
            when evidence.is_forbidden then 'forbidden by hand'
            when evidence.is_forced then 'forced by hand'
            when types_a.identifier_type is null or types_b.identifier_type is null then 'unknown identifier type'
            when side_a.is_blocked or side_b.is_blocked then 'blocked identifier'
        end as verdict
    from evidence
    inner join identifiers as side_a
        on evidence.key_a = side_a.identifier_key
    inner join identifiers as side_b
        on evidence.key_b = side_b.identifier_key
    left join identifier_types as types_a
        on evidence.type_a = types_a.identifier_type
    left join identifier_types as types_b
        on evidence.type_b = types_b.identifier_type

)

select * from links
