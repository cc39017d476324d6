{# Whoever can be called: people with a record, an address, a number or a login, since when that is known. Whom every
   record has been deleted of is nobody's lead. What somebody did before is theirs from then on. #}
with

identifiers as (

    select * from {{ ref('int_person_identifiers') }}

),

records as (

    select
        person_id,
        bool_and(is_deleted) as are_deleted
    from {{ ref('int_people_resolved') }}
    group by person_id

),

speaks_of as (

    select {{ as_of() }} as as_of

),

people as (

    select
        identifiers.person_id,
        coalesce(
            min(identifiers.first_seen_at) filter (where identifiers.identifier_type <> 'cookie'),
            min(identifiers.first_seen_at),
            min(speaks_of.as_of)
        ) as known_since
    from identifiers
    left join records
        on identifiers.person_id = records.person_id
    cross join speaks_of
    where not coalesce(records.are_deleted, false)
    group by identifiers.person_id
    having bool_or(identifiers.identifier_type in ('crm_id', 'user_id', 'email_key', 'phone_key'))

)

select * from people
