{{ config(enabled=system_is_on('files')) }}

with

landed as (

    {{ landed_rows(
        'files', 'kpi_targets',
        key=['metric', 'segment_type', 'segment', 'period_grain', 'period_start'],
        newest_by=['source_file', 'source_row']
    ) }}

),

kpi_targets as (

    select
        source_system,
        metric,
        segment_type,
        segment,
        period_grain,
        cast(period_start as date) as period_start,
        cast(target as decimal(18, 4)) as target,
        owner,
        source_file,
        cast(source_row as bigint) as source_row,
        loaded_at
    from landed

)

select * from kpi_targets
