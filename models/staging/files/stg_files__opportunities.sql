{{ config(enabled=system_is_on('files')) }}

with

landed as (

    {{ landed_rows(
        'files', 'opportunities',
        key=['source_system', 'opportunity_source_id'],
        newest_by=['source_file', 'source_row']
    ) }}

),

opportunities as (

    select
        source_system,
        opportunity_source_id,
        account_source_id,
        primary_person_source_id,
        campaign_source_id,
        name,
        stage,
        cast(amount as decimal(18, 2)) as amount,
        currency_code,
        lead_source,
        owner_id,
        cast(created_at as timestamp) as created_at,
        cast(closed_at as timestamp) as closed_at,
        cast(is_won as boolean) as is_won,
        cast(is_closed as boolean) as is_closed,
        cast(is_deleted as boolean) as is_deleted,
        source_file,
        cast(source_row as bigint) as source_row,
        loaded_at
    from landed

)

select * from opportunities
