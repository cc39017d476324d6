{# What of events tells that they are the company's own: rules meet each distinct host, identifier and kind of traffic
   once. An e-mail is known by the domain that a record gives it. #}
with

contexts as (

    select * from {{ ref('int_event_contexts') }}

),

pages as (

    select * from {{ ref('int_pages') }}

),

identifiers as (

    select * from {{ ref('int_event_identifiers') }}

),

email_domains as (

    select
        email_key,
        min(email_domain) as email_domain
    from {{ ref('conformed_people') }}
    where email_key is not null and email_domain is not null
    group by email_key

),

identified as (

    select
        identifiers.identifiers_key,
        identifiers.user_id,
        identifiers.anonymous_id,
        email_domains.email_domain
    from identifiers
    left join email_domains
        on identifiers.email_key = email_domains.email_key

),

judged as (

    select
        'context' as part,
        context_key as part_key,
        {{ internal_reason(['traffic_type', 'user_agent']) }} as reason
    from contexts

    union all

    select
        'page' as part,
        page_key as part_key,
        {{ internal_reason(['page_host']) }} as reason
    from pages

    union all

    select
        'identifiers' as part,
        identifiers_key as part_key,
        {{ internal_reason(['user_id', 'anonymous_id', 'email_domain']) }} as reason
    from identified

),

internal as (

    select *
    from judged
    where reason is not null

)

select * from internal
