{# Pairs of identifiers that belong to one person if nothing speaks against it, each pair once, smaller side first,
   with what seeds/identity_overrides.csv says of it (where it says both, `forbid` wins). #}
with

record_identifiers as (

    select * from {{ ref('int_record_identifiers') }}

),

web_identifiers as (

    select * from {{ ref('int_web_identifiers') }}

),

people as (

    select * from {{ ref('conformed_people') }}

),

identities as (

    select * from {{ ref('conformed_identities') }}

),

overrides as (

    select * from {{ ref('identity_overrides') }}

),

pairs as (

    select
        one.identifier_type as type_a,
        one.identifier as identifier_a,
        other.identifier_type as type_b,
        other.identifier as identifier_b,
        'person_record' as evidence,
        one.seen_at as linked_at,
        1 as sightings,
        cast(null as varchar) as override_action
    from record_identifiers as one
    inner join record_identifiers as other
        on
            one.crm_id = other.crm_id
            and one.identifier_type < other.identifier_type

    {% for type_a, type_b in [('cookie', 'email_key'), ('cookie', 'user_id'), ('email_key', 'user_id')] -%}
    union all

    select
        '{{ type_a }}' as type_a,
        {{ type_a }} as identifier_a,
        '{{ type_b }}' as type_b,
        {{ type_b }} as identifier_b,
        'web_event' as evidence,
        first_seen_at as linked_at,
        sightings,
        cast(null as varchar) as override_action
    from web_identifiers
    where {{ type_a }} is not null and {{ type_b }} is not null

    {% endfor -%}
    {% for column, evidence in [('converted_to_source_id', 'conversion'), ('merged_into_source_id', 'merge')] -%}
    union all

    select
        'crm_id' as type_a,
        concat(source_system, ':', person_source_id) as identifier_a,
        'crm_id' as type_b,
        concat(source_system, ':', {{ column }}) as identifier_b,
        '{{ evidence }}' as evidence,
        coalesce(converted_at, created_at) as linked_at,
        1 as sightings,
        cast(null as varchar) as override_action
    from people
    where {{ column }} is not null

    {% endfor -%}
    union all

    select
        id_type_a as type_a,
        id_value_a as identifier_a,
        id_type_b as type_b,
        id_value_b as identifier_b,
        coalesce(evidence, 'identities') as evidence,
        linked_at,
        1 as sightings,
        cast(null as varchar) as override_action
    from identities

    union all

    select
        identifier_type_a as type_a,
        identifier_a,
        identifier_type_b as type_b,
        identifier_b,
        'override' as evidence,
        cast(null as timestamp) as linked_at,
        0 as sightings,
        action as override_action
    from overrides

),

ordered as (

    select
        evidence,
        linked_at,
        sightings,
        override_action,
        case when is_in_order then type_a else type_b end as type_a,
        case when is_in_order then identifier_a else identifier_b end as identifier_a,
        case when is_in_order then type_b else type_a end as type_b,
        case when is_in_order then identifier_b else identifier_a end as identifier_b
    from (
        select
            *,
            type_a < type_b or (type_a = type_b and identifier_a <= identifier_b) as is_in_order
        from pairs
        where identifier_a <> '' and identifier_b <> ''
    ) as pairs_compared

),

evidence as (

    select
        type_a,
        identifier_a,
        type_b,
        identifier_b,
        min(evidence) as evidence,
        min(linked_at) as first_linked_at,
        sum(sightings) as sightings,
        min(override_action) as override_action
    from ordered
    where type_a <> type_b or identifier_a <> identifier_b
    group by type_a, identifier_a, type_b, identifier_b

)

select * from evidence
