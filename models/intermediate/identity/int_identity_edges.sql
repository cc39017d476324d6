{# Every pair with what became of it: `cut_reason` is null where it joins. #}
with

guarded as (

    select * from {{ ref('int_identity_guarded') }}

),

separated as (

    select * from {{ ref('int_separated_identifiers') }}

),

edges as (

    select
        guarded.node_a,
        guarded.node_b,
        guarded.evidence,
        guarded.first_linked_at,
        guarded.sightings,
        coalesce(
            guarded.cut_reason,
            case when side_a.part_id <> side_b.part_id then 'separated by hand' end
        ) as cut_reason
    from guarded
    left join separated as side_a
        on guarded.node_a = side_a.node_id
    left join separated as side_b
        on guarded.node_b = side_b.node_id

)

select * from edges
