{# Two identifiers that seeds/identity_overrides.csv separates are two people's. #}
select
    overrides.identifier_a,
    overrides.identifier_b
from {{ ref('identity_overrides') }} as overrides
inner join {{ ref('dim_identifiers') }} as side_a
    on
        overrides.identifier_type_a = side_a.identifier_type
        and overrides.identifier_a = side_a.identifier
inner join {{ ref('dim_identifiers') }} as side_b
    on
        overrides.identifier_type_b = side_b.identifier_type
        and overrides.identifier_b = side_b.identifier
where overrides.action = 'separate' and side_a.person_id = side_b.person_id
