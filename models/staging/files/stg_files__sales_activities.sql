{{ config(enabled=system_is_on('files')) }}

with

landed as (

    {{ landed_rows(
        'files', 'sales_activities',
        key=['source_system', 'activity_source_id'],
        newest_by=['source_file', 'source_row']
    ) }}

),

sales_activities as (

    select
        source_system,
        activity_source_id,
        person_source_id,
        opportunity_source_id,
        owner_id,
        kind,
        direction,
        outcome,
        cast(is_deleted as boolean) as is_deleted,
        cast(created_at as timestamp) as created_at,
        cast(due_at as timestamp) as due_at,
        cast(done_at as timestamp) as done_at,
        source_file,
        cast(source_row as bigint) as source_row,
        loaded_at
    from landed

)

select * from sales_activities
