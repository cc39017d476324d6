{{ config(enabled=system_is_on('salesforce')) }}

with

landed as (

    {{ landed_rows('salesforce', 'contact', key=['id'], newest_by=['system_modstamp']) }}

),

contacts as (

    select
        id as contact_id,
        master_record_id,
        account_id,
        owner_id,
        ga_client_id_c as ga_client_id,
        app_user_id_c as app_user_id,
        gclid_c as gclid,
        email_key,
        email_domain,
        phone_key,
        phone_country,
        mobile_phone_key,
        mobile_phone_country,
        first_name_key,
        last_name_key,
        title,
        description,
        lead_source,
        self_reported_source_c as self_reported_source,
        mailing_country,
        utm_source_c as utm_source,
        utm_medium_c as utm_medium,
        utm_campaign_c as utm_campaign,
        utm_content_c as utm_content,
        utm_term_c as utm_term,
        cast(is_deleted as boolean) as is_deleted,
        cast(has_opted_out_of_email as boolean) as has_opted_out_of_email,
        cast(created_date as timestamp) as created_at,
        cast(last_modified_date as timestamp) as last_modified_at,
        cast(system_modstamp as timestamp) as system_modified_at,
        loaded_at
    from landed

)

select * from contacts
