{{ config(enabled=system_is_on('files')) }}

with

landed as (

    {{ landed_rows(
        'files', 'ad_clicks',
        key=['source_system', 'click_id_type', 'click_id'],
        newest_by=['source_file', 'source_row']
    ) }}

),

ad_clicks as (

    select
        source_system,
        click_id,
        click_id_type,
        platform,
        cast(clicked_on as date) as clicked_on,
        ad_account_id,
        campaign_source_id,
        ad_group_source_id,
        ad_source_id,
        keyword,
        source_file,
        cast(source_row as bigint) as source_row,
        loaded_at
    from landed

)

select * from ad_clicks
