{{ config(enabled=system_is_on('files')) }}

with

landed as (

    {{ landed_rows(
        'files', 'identities',
        key=['source_system', 'id_type_a', 'id_value_a', 'id_type_b', 'id_value_b'],
        newest_by=['source_file', 'source_row']
    ) }}

),

identities as (

    select
        source_system,
        id_type_a,
        id_value_a,
        id_type_b,
        id_value_b,
        cast(linked_at as timestamp) as linked_at,
        evidence,
        source_file,
        cast(source_row as bigint) as source_row,
        loaded_at
    from landed

)

select * from identities
