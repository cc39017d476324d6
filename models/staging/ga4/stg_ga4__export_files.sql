{{ config(enabled=system_is_on('ga4')) }}

with

landed as (

    {{ landed_rows('ga4', 'export_files', key=['file_version']) }}

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
    from landed

),

{# Google rewrites a daily table for up to three days: only its newest version counts. #}
newest_versions as (

    select *
    from export_files
    qualify row_number() over (
        partition by export_table
        order by loaded_at desc nulls last, file_version desc nulls last
    ) = 1

),

{# An intraday table is a preview; its events come again, complete, in the daily table. #}
daily_dates as (

    select distinct export_date
    from newest_versions
    where not is_intraday

),

current_files as (

    select newest_versions.*
    from newest_versions
    left join daily_dates
        on newest_versions.export_date = daily_dates.export_date
    where
        not newest_versions.is_intraday
        or daily_dates.export_date is null

)

select * from current_files
