{{ config(enabled=system_is_on('ga4')) }}

with

landed as (

    {{ landed_rows('ga4', 'export_files', key=['file_version']) }}

),

current_files as (

    {{ ga4_current_files('landed') }}

),

export_files as (

    select
        file_version,
        export_table,
        file_name,
        cast(row_count as bigint) as row_count,
        cast(is_intraday as boolean) as is_intraday,
        cast(export_date as date) as export_date,
        loaded_at
    from current_files

)

select * from export_files
