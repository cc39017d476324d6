{# The evidence between numbered identifiers. `verdict` is what is certain of a pair before anybody is counted: forced
   and forbidden by hand, an unknown kind, a blocked value. The rest may join if neither side is shared. #}
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

links as (

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
        coalesce(types_a.is_strong and types_b.is_strong, false) as is_strong,
        case
            when evidence.override_action = 'force' then 'forced by hand'
            when evidence.override_action is not null then 'forbidden by hand'
            when types_a.identifier_type is null or types_b.identifier_type is null then 'unknown identifier type'
            when side_a.is_blocked or side_b.is_blocked then 'blocked identifier'
        end as verdict
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

select * from links
