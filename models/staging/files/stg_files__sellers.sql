{{ config(enabled=system_is_on('files')) }}

with

landed as (

    {{ landed_rows(
        'files', 'sellers',
        key=['source_system', 'owner_id'],
        newest_by=['source_file', 'source_row']
    ) }}

),

sellers as (

    select
        source_system,
        owner_id,
        role,
        team,
        cast(is_active as boolean) as is_active,
        source_file,
        cast(source_row as bigint) as source_row,
        loaded_at
    from landed

)

select * from sellers
