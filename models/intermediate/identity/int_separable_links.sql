{# The links of those whom somebody wants parted, the strongest first: forced by hand, then between strong identifiers,
   then seen more often, then older. Where a cut must be, it is in the weakest. #}
with

guarded as (

    select * from {{ ref('int_identity_guarded') }}
    where cut_reason is null

),

linked as (

    select * from {{ ref('int_linked_identifiers') }}

),

components as (

    select distinct component_id
    from {{ ref('int_separated_pairs') }}

),

affected as (

    select linked.node_id
    from linked
    inner join components
        on linked.component_id = components.component_id

),

links as (

    select
        guarded.node_a,
        guarded.node_b,
        cast(row_number() over (
            order by
                guarded.is_forced desc, guarded.is_strong desc, guarded.sightings desc,
                guarded.first_linked_at asc nulls last, guarded.node_a asc, guarded.node_b asc
        ) as bigint) as edge_order
    from guarded
    inner join affected
        on guarded.node_a = affected.node_id

)

select * from links
