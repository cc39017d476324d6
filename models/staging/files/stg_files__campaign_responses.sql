{{ config(enabled=system_is_on('files')) }}

with

landed as (

    {{ landed_rows(
        'files', 'campaign_responses',
        key=['source_system', 'response_source_id'],
        newest_by=['source_file', 'source_row']
    ) }}

),

campaign_responses as (

    select
        source_system,
        response_source_id,
        person_source_id,
        campaign_source_id,
        status,
        cast(has_responded as boolean) as has_responded,
        cast(responded_at as timestamp) as responded_at,
        source_file,
        cast(source_row as bigint) as source_row,
        loaded_at
    from landed

)

select * from campaign_responses
