{{ config(enabled=system_is_on('files')) }}

with

landed as (

    {{ landed_rows(
        'files', 'stage_changes',
        key=['source_system', 'stage_change_id'],
        newest_by=['source_file', 'source_row']
    ) }}

),

stage_changes as (

    select
        source_system,
        stage_change_id,
        object_type,
        object_source_id,
        from_stage,
        to_stage,
        cast(changed_at as timestamp) as changed_at,
        cast(amount as decimal(18, 2)) as amount,
        currency_code,
        source_file,
        cast(source_row as bigint) as source_row,
        loaded_at
    from landed

)

select * from stage_changes
