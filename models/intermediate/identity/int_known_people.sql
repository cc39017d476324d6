{# Who is certainly one person by strong identifiers alone: the components of records, e-mails and user ids, without
   cookies and phones. #}
{{ config(materialized='connected_components') }}

select
    links.node_a,
    links.node_b
from {{ ref('int_identity_links') }} as links
left join {{ ref('int_crowded_identifiers') }} as crowded_a
    on links.node_a = crowded_a.node_id
left join {{ ref('int_crowded_identifiers') }} as crowded_b
    on links.node_b = crowded_b.node_id
where
    links.is_strong
    and (
        links.verdict = 'forced by hand'
        or (links.verdict is null and crowded_a.node_id is null and crowded_b.node_id is null)
    )
