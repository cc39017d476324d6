{# Identifiers that are linked to more identifiers of a kind than seeds/identifier_types.csv allows: a kiosk, a family
   tablet, a switchboard's phone, a role mailbox. Pairs that are blocked or decided by hand are not counted. #}
with

evidence as (

    select * from {{ ref('int_identity_evidence') }}

),

blocked as (

    select * from {{ ref('blocked_identifiers') }}

),

identifier_types as (

    select * from {{ ref('identifier_types') }}

),

links as (

    select
        type_a as identifier_type,
        identifier_a as identifier,
        type_b as linked_type,
        identifier_b as linked_identifier
    from evidence
    where override_action is null

    union all

    select
        type_b as identifier_type,
        identifier_b as identifier,
        type_a as linked_type,
        identifier_a as linked_identifier
    from evidence
    where override_action is null

),

counted as (

    select
        links.identifier_type,
        links.identifier,
        count(*) filter (where links.linked_type = 'user_id') as user_ids,
        count(*) filter (where links.linked_type = 'email_key') as email_keys,
        count(*) filter (where links.linked_type = 'crm_id') as crm_ids
    from links
    left join blocked
        on
            links.linked_type = blocked.identifier_type
            and lower(links.linked_identifier) = lower(blocked.identifier)
    where blocked.identifier is null
    group by links.identifier_type, links.identifier

),

shared as (

    select
        counted.identifier_type,
        counted.identifier,
        counted.user_ids,
        counted.email_keys,
        counted.crm_ids
    from counted
    inner join identifier_types
        on counted.identifier_type = identifier_types.identifier_type
    where
        counted.user_ids > identifier_types.max_user_ids
        or counted.email_keys > identifier_types.max_email_keys
        or counted.crm_ids > identifier_types.max_crm_ids

)

select * from shared
