{# Identifiers that an uncut pair connects are one person's. #}
select
    edges.type_a,
    edges.identifier_a,
    edges.type_b,
    edges.identifier_b
from {{ ref('int_identity_edges') }} as edges
left join {{ ref('dim_identifiers') }} as side_a
    on
        edges.type_a = side_a.identifier_type
        and edges.identifier_a = side_a.identifier
left join {{ ref('dim_identifiers') }} as side_b
    on
        edges.type_b = side_b.identifier_type
        and edges.identifier_b = side_b.identifier
where
    edges.cut_reason is null
    and (side_a.person_id is null or side_b.person_id is null or side_a.person_id <> side_b.person_id)
