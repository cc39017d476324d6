{{ config(enabled=system_is_on('salesforce')) }}

{# What leads and contacts both have, under the same names. #}
{% set shared = [
    'master_record_id', 'ga_client_id', 'app_user_id', 'gclid', 'email_key', 'email_domain', 'phone_key',
    'phone_country', 'mobile_phone_key', 'mobile_phone_country', 'title', 'lead_source', 'self_reported_source',
    'owner_id', 'utm_source', 'utm_medium', 'utm_campaign', 'utm_content', 'utm_term', 'is_deleted',
    'has_opted_out_of_email', 'created_at', 'loaded_at'
] %}

with

leads as (

    select * from {{ ref('stg_salesforce__leads') }}

),

contacts as (

    select * from {{ ref('stg_salesforce__contacts') }}

),

accounts as (

    select * from {{ ref('stg_salesforce__accounts') }}

),

lead_people as (

    select
        lead_id as person_source_id,
        'lead' as kind,
        company,
        cast(null as string) as account_source_id,
        status,
        rejection_reason,
        country,
        converted_at,
        rejected_at,
        converted_contact_id as converted_to_source_id,
        converted_account_id as converted_account_source_id,
        converted_opportunity_id as converted_opportunity_source_id,
        {{ shared | join(',\n        ') }}
    from leads

),

contact_people as (

    select
        contacts.contact_id as person_source_id,
        'contact' as kind,
        accounts.name as company,
        contacts.account_id as account_source_id,
        cast(null as string) as status,
        cast(null as string) as rejection_reason,
        contacts.mailing_country as country,
        cast(null as timestamp) as converted_at,
        cast(null as timestamp) as rejected_at,
        cast(null as string) as converted_to_source_id,
        cast(null as string) as converted_account_source_id,
        cast(null as string) as converted_opportunity_source_id,
        contacts.{{ shared | join(',\n        contacts.') }}
    from contacts
    left join accounts
        on contacts.account_id = accounts.account_id

),

unioned as (

    select * from lead_people
    union all
    select * from contact_people

),

people as (

    select
        'salesforce' as source_system,
        person_source_id,
        kind,
        email_key,
        email_domain,
        {# A mobile number is a person's; a landline may be the reception's. #}
        coalesce(mobile_phone_key, phone_key) as phone_key,
        case when mobile_phone_key is not null then mobile_phone_country else phone_country end as phone_country,
        {{ blank_to_null('ga_client_id') }} as anonymous_id,
        {{ blank_to_null('app_user_id') }} as user_id,
        company,
        account_source_id,
        {{ blank_to_null('lead_source') }} as lead_source,
        {{ blank_to_null('self_reported_source') }} as self_reported_source,
        status,
        {{ blank_to_null('rejection_reason') }} as rejection_reason,
        cast(null as integer) as score,
        owner_id,
        title,
        country,
        created_at,
        converted_at,
        rejected_at,
        converted_to_source_id,
        converted_account_source_id,
        converted_opportunity_source_id,
        master_record_id as merged_into_source_id,
        is_deleted,
        not has_opted_out_of_email as consent_email,
        {%- for tag in ['utm_source', 'utm_medium', 'utm_campaign', 'utm_content', 'utm_term'] %}
        {{ clean_tag(tag) }} as {{ tag }},
        {%- endfor %}
        cast(null as string) as utm_id,
        {{ blank_to_null('gclid') }} as gclid,
        {%- for click_id in ['gbraid', 'wbraid', 'fbclid', 'msclkid', 'li_fat_id', 'ttclid', 'twclid'] %}
        cast(null as string) as {{ click_id }},
        {%- endfor %}
        loaded_at
    from unioned

)

select * from people
