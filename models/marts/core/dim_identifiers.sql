with

person_identifiers as (

    select * from {{ ref('int_person_identifiers') }}

),

final as (

    select
        md5(concat(identifier_type, ':', identifier)) as identifier_id,
        person_id,
        identifier_type,
        identifier,
        sightings,
        is_joined,
        is_shared,
        first_seen_at,
        last_seen_at
    from person_identifiers

)

select * from final
