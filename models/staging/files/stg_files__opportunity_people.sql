{{ config(enabled=system_is_on('files')) }}

with

landed as (

    {{ landed_rows(
        'files', 'opportunity_people',
        key=['source_system', 'opportunity_source_id', 'person_source_id'],
        newest_by=['source_file', 'source_row']
    ) }}

),

opportunity_people as (

    select
        source_system,
        opportunity_source_id,
        person_source_id,
        role,
        cast(is_primary as boolean) as is_primary,
        source_file,
        cast(source_row as bigint) as source_row,
        loaded_at
    from landed

)

select * from opportunity_people
