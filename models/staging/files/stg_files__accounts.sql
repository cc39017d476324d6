{{ config(enabled=system_is_on('files')) }}

with

landed as (

    {{ landed_rows(
        'files', 'accounts',
        key=['source_system', 'account_source_id'],
        newest_by=['source_file', 'source_row']
    ) }}

),

accounts as (

    select
        source_system,
        account_source_id,
        name,
        domain,
        industry,
        cast(employees as integer) as employees,
        cast(annual_revenue as decimal(18, 2)) as annual_revenue,
        country,
        parent_source_id,
        merged_into_source_id,
        owner_id,
        cast(is_deleted as boolean) as is_deleted,
        cast(created_at as timestamp) as created_at,
        source_file,
        cast(source_row as bigint) as source_row,
        loaded_at
    from landed

)

select * from accounts
