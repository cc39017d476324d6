{{ config(enabled=system_is_on('salesforce')) }}

with

accounts as (

    select * from {{ ref('stg_salesforce__accounts') }}

),

contacts as (

    select * from {{ ref('stg_salesforce__contacts') }}

),

{# An account without a website has the domain its contacts write from, when it is one domain and nobody else's:
   free mail providers are shared by many accounts and so name none. #}
domains_of_one_account as (

    select
        email_domain,
        min(account_id) as account_id
    from contacts
    where
        email_domain is not null
        and account_id is not null
        and is_deleted is distinct from true
    group by email_domain
    having count(distinct account_id) = 1

),

contact_domains as (

    select
        account_id,
        min(email_domain) as email_domain
    from domains_of_one_account
    group by account_id
    having count(*) = 1

),

conformed as (

    select
        'salesforce' as source_system,
        accounts.account_id as account_source_id,
        accounts.name,
        coalesce({{ web_domain('accounts.website') }}, contact_domains.email_domain) as domain,
        accounts.industry,
        accounts.number_of_employees as employees,
        accounts.annual_revenue,
        accounts.billing_country as country,
        accounts.parent_account_id as parent_source_id,
        accounts.master_record_id as merged_into_source_id,
        accounts.owner_id,
        accounts.is_deleted,
        accounts.created_at,
        accounts.loaded_at
    from accounts
    left join contact_domains
        on accounts.account_id = contact_domains.account_id

)

select * from conformed
