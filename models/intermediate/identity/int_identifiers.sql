{# Every identifier seen anywhere, once, numbered from the earliest: of any group, the smallest number is the one that
   names the person. `has_activity`: something happened on the identifier itself (a visit, an order, a call, a record), so that
   it is a person even if nothing may join it. What others say of an identifier dates it only if it was never seen. #}
with

record_identifiers as (

    select * from {{ ref('int_record_identifiers') }}

),

web_identifiers as (

    select * from {{ ref('int_web_identifiers') }}

),

click_identifiers as (

    select * from {{ ref('int_click_identifiers') }}

),

orders as (

    select * from {{ ref('conformed_orders') }}

),

calls as (

    select * from {{ ref('conformed_calls') }}

),

evidence as (

    select * from {{ ref('int_identity_evidence') }}

),

blocked as (

    select distinct
        identifier_types.identifier_type,
        lower(blocked_identifiers.identifier) as identifier
    from {{ ref('blocked_identifiers') }} as blocked_identifiers
    inner join {{ ref('identifier_types') }} as identifier_types
        on blocked_identifiers.identifier_type in (identifier_types.identifier_type, 'any')

),

seen as (

    select
        identifier_type,
        identifier,
        seen_at as first_seen_at,
        seen_at as last_seen_at,
        identifier_type = 'crm_id' as has_activity,
        1 as sightings
    from record_identifiers

    {% for identifier_type in ['cookie', 'user_id', 'email_key'] -%}
    union all

    select
        '{{ identifier_type }}' as identifier_type,
        {{ identifier_type }} as identifier,
        first_seen_at,
        last_seen_at,
        true as has_activity,
        sightings
    from web_identifiers
    where {{ identifier_type }} is not null

    {% endfor -%}
    union all

    select
        identifier_type,
        identifier,
        first_seen_at,
        last_seen_at,
        false as has_activity,
        sightings
    from click_identifiers

    union all

    select
        'email_key' as identifier_type,
        email_key as identifier,
        ordered_at as first_seen_at,
        ordered_at as last_seen_at,
        true as has_activity,
        1 as sightings
    from orders
    where email_key is not null

    union all

    select
        'phone_key' as identifier_type,
        phone_key as identifier,
        started_at as first_seen_at,
        started_at as last_seen_at,
        true as has_activity,
        1 as sightings
    from calls
    where phone_key is not null

    {% for side in ['a', 'b'] -%}
    union all

    select
        type_{{ side }} as identifier_type,
        identifier_{{ side }} as identifier,
        first_linked_at as first_seen_at,
        first_linked_at as last_seen_at,
        false as has_activity,
        0 as sightings
    from evidence

    {% endfor %}
),

identifiers as (

    select
        identifier_type,
        identifier,
        coalesce(min(case when sightings > 0 then first_seen_at end), min(first_seen_at)) as first_seen_at,
        coalesce(max(case when sightings > 0 then last_seen_at end), max(last_seen_at)) as last_seen_at,
        bool_or(has_activity) as has_activity,
        sum(sightings) as sightings
    from seen
    where identifier <> ''
    group by identifier_type, identifier

),

numbered as (

    select
        {{ identifier_key('identifiers.identifier_type', 'identifiers.identifier') }} as identifier_key,
        identifiers.identifier_type,
        identifiers.identifier,
        identifiers.first_seen_at,
        identifiers.last_seen_at,
        identifiers.has_activity,
        cast(identifiers.sightings as bigint) as sightings,
        blocked.identifier is not null as is_blocked,
        row_number() over (
            order by
                identifiers.first_seen_at asc nulls last, identifiers.identifier_type asc,
                identifiers.identifier asc
        ) as node_id
    from identifiers
    left join blocked
        on
            identifiers.identifier_type = blocked.identifier_type
            and lower(identifiers.identifier) = blocked.identifier

)

select * from numbered
