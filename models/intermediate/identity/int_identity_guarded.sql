{# The links after the guards: `cut_reason` is null where a pair joins. What was forced by hand needs no guard. #}
with

links as (

    select * from {{ ref('int_identity_links') }}

),

shared as (

    select * from {{ ref('int_shared_identifiers') }}

),

guarded as (

    select
        links.node_a,
        links.node_b,
        links.evidence,
        links.first_linked_at,
        links.sightings,
        links.is_forced,
        links.is_strong,
        case
            when links.verdict = 'forced by hand' then null
            when links.verdict is not null then links.verdict
            when shared_a.node_id is not null or shared_b.node_id is not null then 'shared identifier'
        end as cut_reason
    from links
    left join shared as shared_a
        on links.node_a = shared_a.node_id
    left join shared as shared_b
        on links.node_b = shared_b.node_id

)

select * from guarded
