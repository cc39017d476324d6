{# Identifiers that an uncut pair connects are one person's. #}
select
    edges.node_a,
    edges.node_b
from {{ ref('int_identity_edges') }} as edges
left join {{ ref('int_person_identifiers') }} as side_a
    on edges.node_a = side_a.node_id
left join {{ ref('int_person_identifiers') }} as side_b
    on edges.node_b = side_b.node_id
where
    edges.cut_reason is null
    and (side_a.person_id is null or side_b.person_id is null or side_a.person_id <> side_b.person_id)
