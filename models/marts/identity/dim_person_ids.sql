with

person_identifiers as (

    select * from {{ ref('int_person_identifiers') }}

),

endings as (

    select * from {{ ref('int_person_merges') }}

),

links as (

    select * from {{ ref('int_person_links') }}

),

person_ids as (

    select
        md5(concat(person_identifiers.identifier_type, ':', person_identifiers.identifier)) as former_person_id,
        person_identifiers.person_id,
        person_identifiers.identifier_type,
        person_identifiers.first_seen_at,
        links.first_linked_at as merged_at
    from person_identifiers
    left join endings
        on person_identifiers.node_id = endings.node_id
    left join links
        on endings.edge_order = links.edge_order

),

final as (

    select
        former_person_id,
        person_id,
        identifier_type,
        coalesce(former_person_id = person_id, false) as is_current,
        coalesce(former_person_id = person_id or first_seen_at < merged_at, false) as stood_alone,
        first_seen_at,
        merged_at
    from person_ids

)

select * from final
