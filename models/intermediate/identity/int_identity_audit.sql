{# Every pair of identifiers that a guard kept from joining, and why. #}
{{ config(materialized='view') }}

with

edges as (

    select * from {{ ref('int_identity_edges') }}

),

cut as (

    select
        type_a,
        identifier_a,
        type_b,
        identifier_b,
        evidence,
        cut_reason,
        sightings,
        first_linked_at
    from edges
    where cut_reason is not null

)

select * from cut
