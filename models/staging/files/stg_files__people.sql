{{ config(enabled=system_is_on('files')) }}

with

landed as (

    {{ landed_rows(
        'files', 'people',
        key=['source_system', 'person_source_id'],
        newest_by=['source_file', 'source_row']
    ) }}

),

people as (

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
        cast(score as integer) as score,
        owner_id,
        title,
        country,
        cast(created_at as timestamp) as created_at,
        cast(converted_at as timestamp) as converted_at,
        cast(rejected_at as timestamp) as rejected_at,
        converted_to_source_id,
        converted_account_source_id,
        converted_opportunity_source_id,
        merged_into_source_id,
        cast(is_deleted as boolean) as is_deleted,
        cast(consent_email as boolean) as consent_email,
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
        source_file,
        cast(source_row as bigint) as source_row,
        loaded_at
    from landed

)

select * from people
