{{ config(enabled=system_is_on('files')) }}

with

identities as (

    select * from {{ ref('stg_files__identities') }}

),

conformed as (

    select
        source_system,
        id_type_a,
        id_value_a,
        id_type_b,
        id_value_b,
        linked_at,
        evidence,
        loaded_at
    from identities

)

select * from conformed
