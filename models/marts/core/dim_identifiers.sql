with

person_identifiers as (

    select * from {{ ref('int_person_identifiers') }}

),

edges as (

    select * from {{ ref('int_identity_edges') }}
    where cut_reason is null

),

sides as (

    select node_a as node_id
    from edges

    union all

    select node_b as node_id
    from edges

),

evidence as (

    select
        node_id,
        count(*) as links
    from sides
    group by node_id

),

final as (

    select
        md5(concat(person_identifiers.identifier_type, ':', person_identifiers.identifier)) as identifier_id,
        person_identifiers.person_id,
        person_identifiers.identifier_type,
        person_identifiers.identifier,
        person_identifiers.sightings,
        coalesce(evidence.links, 0) as links,
        person_identifiers.is_joined,
        person_identifiers.is_shared,
        person_identifiers.first_seen_at,
        person_identifiers.last_seen_at
    from person_identifiers
    left join evidence
        on person_identifiers.node_id = evidence.node_id

)

select * from final
