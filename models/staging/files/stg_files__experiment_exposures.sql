{{ config(enabled=system_is_on('files')) }}

with

landed as (

    {{ landed_rows(
        'files', 'experiment_exposures',
        key=['source_system', 'exposure_source_id'],
        newest_by=['source_file', 'source_row']
    ) }}

),

experiment_exposures as (

    select
        source_system,
        exposure_source_id,
        experiment_id,
        variant_id,
        person_source_id,
        email_key,
        user_id,
        anonymous_id,
        cast(exposed_at as timestamp) as exposed_at,
        source_file,
        cast(source_row as bigint) as source_row,
        loaded_at
    from landed

)

select * from experiment_exposures
