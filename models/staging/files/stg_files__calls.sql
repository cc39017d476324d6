{{ config(enabled=system_is_on('files')) }}

with

landed as (

    {{ landed_rows(
        'files', 'calls',
        key=['source_system', 'call_source_id'],
        newest_by=['source_file', 'source_row']
    ) }}

),

calls as (

    select
        source_system,
        call_source_id,
        person_source_id,
        phone_key,
        phone_country,
        anonymous_id,
        tracking_number,
        campaign_source_id,
        source,
        utm_source,
        utm_medium,
        utm_campaign,
        utm_content,
        utm_term,
        utm_id,
        gclid,
        gbraid,
        wbraid,
        fbclid,
        msclkid,
        li_fat_id,
        ttclid,
        twclid,
        direction,
        outcome,
        cast(duration_seconds as integer) as duration_seconds,
        cast(started_at as timestamp) as started_at,
        source_file,
        cast(source_row as bigint) as source_row,
        loaded_at
    from landed

)

select * from calls
