{{ config(enabled=system_is_on('files')) }}

with

people as (

    select * from {{ ref('stg_files__people') }}

),

conformed as (

    select
        source_system,
        person_source_id,
        kind,
        email_key,
        email_domain,
        phone_key,
        phone_country,
        anonymous_id,
        user_id,
        company,
        account_source_id,
        lead_source,
        self_reported_source,
        status,
        rejection_reason,
        score,
        owner_id,
        title,
        country,
        created_at,
        converted_at,
        rejected_at,
        converted_to_source_id,
        converted_account_source_id,
        converted_opportunity_source_id,
        merged_into_source_id,
        is_deleted,
        consent_email,
        {{ clean_tag('utm_source') }} as utm_source,
        {{ clean_tag('utm_medium') }} as utm_medium,
        {{ clean_tag('utm_campaign') }} as utm_campaign,
        {{ clean_tag('utm_content') }} as utm_content,
        {{ clean_tag('utm_term') }} as utm_term,
        {{ clean_tag('utm_id') }} as utm_id,
        gclid,
        gbraid,
        wbraid,
        fbclid,
        msclkid,
        li_fat_id,
        ttclid,
        twclid,
        loaded_at
    from people

)

select * from conformed
