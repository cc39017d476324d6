{{ config(enabled=system_is_on('files')) }}

with

landed as (

    {{ landed_rows(
        'files', 'experiment_variants',
        key=['experiment_id', 'variant_id'],
        newest_by=['source_file', 'source_row']
    ) }}

),

experiment_variants as (

    select
        source_system,
        experiment_id,
        variant_id,
        hypothesis,
        conversion_type,
        cast(expected_share as decimal(18, 6)) as expected_share,
        cast(window_days as integer) as window_days,
        cast(is_control as boolean) as is_control,
        cast(starts_at as timestamp) as starts_at,
        cast(ends_at as timestamp) as ends_at,
        source_file,
        cast(source_row as bigint) as source_row,
        loaded_at
    from landed

)

select * from experiment_variants
