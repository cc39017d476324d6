{{ config(enabled=system_is_on('salesforce')) }}

with

landed as (

    {{ landed_rows('salesforce', 'lead', key=['id'], newest_by=['system_modstamp']) }}

),

leads as (

    select
        id as lead_id,
        master_record_id,
        converted_account_id,
        converted_contact_id,
        converted_opportunity_id,
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
        company,
        title,
        website,
        description,
        lead_source,
        self_reported_source_c as self_reported_source,
        status,
        rejection_reason_c as rejection_reason,
        rating,
        industry,
        country,
        utm_source_c as utm_source,
        utm_medium_c as utm_medium,
        utm_campaign_c as utm_campaign,
        utm_content_c as utm_content,
        utm_term_c as utm_term,
        cast(number_of_employees as integer) as number_of_employees,
        {{ to_money('annual_revenue') }} as annual_revenue,
        cast(is_deleted as boolean) as is_deleted,
        cast(is_converted as boolean) as is_converted,
        cast(has_opted_out_of_email as boolean) as has_opted_out_of_email,
        cast(converted_date as timestamp) as converted_at,
        cast(rejected_at_c as timestamp) as rejected_at,
        cast(created_date as timestamp) as created_at,
        cast(last_modified_date as timestamp) as last_modified_at,
        cast(system_modstamp as timestamp) as system_modified_at,
        loaded_at
    from landed

)

select * from leads
