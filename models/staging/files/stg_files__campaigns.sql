{{ config(enabled=system_is_on('files')) }}

with

landed as (

    {{ landed_rows(
        'files', 'campaigns',
        key=['source_system', 'campaign_source_id'],
        newest_by=['source_file', 'source_row']
    ) }}

),

campaigns as (

    select
        source_system,
        campaign_source_id,
        platform,
        ad_account_id,
        name,
        type,
        channel_hint,
        status,
        cast(starts_on as date) as starts_on,
        cast(ends_on as date) as ends_on,
        cast(budgeted_cost as decimal(18, 2)) as budgeted_cost,
        cast(actual_cost as decimal(18, 2)) as actual_cost,
        currency_code,
        parent_source_id,
        source_file,
        cast(source_row as bigint) as source_row,
        loaded_at
    from landed

)

select * from campaigns
