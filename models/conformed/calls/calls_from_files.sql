{{ config(enabled=system_is_on('files')) }}

with

calls as (

    select * from {{ ref('stg_files__calls') }}

),

conformed as (

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
        duration_seconds,
        started_at,
        loaded_at
    from calls

)

select * from conformed
