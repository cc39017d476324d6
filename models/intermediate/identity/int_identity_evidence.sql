{# Pairs of identifiers that belong to one person if nothing speaks against it, each pair once, smaller side first,
   with what seeds/identity_overrides.csv says of it (where it says both, taking apart wins). #}
with

web_identifiers as (

    select * from {{ ref('int_web_identifiers') }}

),

click_identifiers as (

    select * from {{ ref('int_click_identifiers') }}

),

record_pairs as (

    select * from {{ ref('int_record_pairs') }}

),

identities as (

    select * from {{ ref('conformed_identities') }}

),

overrides as (

    select * from {{ ref('identity_overrides') }}

),

observations as (

    {% for type_a, type_b in [('cookie', 'email_key'), ('cookie', 'user_id'), ('email_key', 'user_id')] -%}
    select
        '{{ type_a }}' as type_a,
        {{ type_a }} as identifier_a,
        '{{ type_b }}' as type_b,
        {{ type_b }} as identifier_b,
        'web_event' as evidence,
        first_seen_at as linked_at,
        sightings,
        cast(null as string) as override_action
    from web_identifiers
    where {{ type_a }} is not null and {{ type_b }} is not null

    union all

    {% endfor -%}
    select
        'cookie' as type_a,
        cookie as identifier_a,
        identifier_type as type_b,
        identifier as identifier_b,
        'click' as evidence,
        first_seen_at as linked_at,
        sightings,
        cast(null as string) as override_action
    from click_identifiers

    union all

    select
        type_a,
        identifier_a,
        type_b,
        identifier_b,
        evidence,
        first_linked_at as linked_at,
        sightings,
        cast(null as string) as override_action
    from record_pairs

    union all

    select
        id_type_a as type_a,
        id_value_a as identifier_a,
        id_type_b as type_b,
        id_value_b as identifier_b,
        coalesce(evidence, 'identities') as evidence,
        linked_at,
        1 as sightings,
        cast(null as string) as override_action
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
        from observations
        where identifier_a <> '' and identifier_b <> ''
    ) as compared
    where type_a <> type_b or identifier_a <> identifier_b

),

keyed as (

    select
        *,
        {{ identifier_key('type_a', 'identifier_a') }} as key_a,
        {{ identifier_key('type_b', 'identifier_b') }} as key_b
    from ordered

),

evidence as (

    select
        key_a,
        key_b,
        any_value(type_a) as type_a,
        any_value(identifier_a) as identifier_a,
        any_value(type_b) as type_b,
        any_value(identifier_b) as identifier_b,
        min(evidence) as evidence,
        min(linked_at) as first_linked_at,
        cast(sum(sightings) as bigint) as sightings,
        coalesce(bool_or(override_action = 'force'), false) as is_forced,
        coalesce(bool_or(override_action in ('forbid', 'separate')), false) as is_forbidden
    from keyed
    group by key_a, key_b

)

select * from evidence
