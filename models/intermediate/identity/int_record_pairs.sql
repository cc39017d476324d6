{# Pairs of identifiers that records speak for: what one record holds, what a lead became, what was merged, whose e-mail
   ordered, who called. A click id speaks for the record that names it only: two e-mails that clicked one link need not be one
   person's. #}
with

record_identifiers as (

    select * from {{ ref('int_record_identifiers') }}

),

people as (

    select
        *,
        concat(source_system, ':', person_source_id) as crm_id,
        not coalesce(is_deleted, false) or merged_into_source_id is not null as is_telling
    from {{ ref('conformed_people') }}

),

orders as (

    select * from {{ ref('conformed_orders') }}
    where email_key is not null

),

{# A call whose record is deleted ties nothing any more; a record that nobody landed may come yet. #}
calls as (

    select
        calls.*,
        case
            when calls.person_source_id is not null then concat(calls.source_system, ':', calls.person_source_id)
        end as crm_id
    from {{ ref('conformed_calls') }} as calls
    left join people
        on
            calls.source_system = people.source_system
            and calls.person_source_id = people.person_source_id
    where coalesce(people.is_telling, true)

),

pairs as (

    select
        one.identifier_type as type_a,
        one.identifier as identifier_a,
        other.identifier_type as type_b,
        other.identifier as identifier_b,
        'person_record' as evidence,
        one.seen_at as linked_at
    from record_identifiers as one
    inner join record_identifiers as other
        on
            one.crm_id = other.crm_id
            and one.identifier_type < other.identifier_type
            and (not one.is_click_id or other.identifier_type = 'crm_id')
            and (not other.is_click_id or one.identifier_type = 'crm_id')

    {% for column, evidence in [('converted_to_source_id', 'conversion'), ('merged_into_source_id', 'merge')] -%}
    union all

    select
        'crm_id' as type_a,
        crm_id as identifier_a,
        'crm_id' as type_b,
        concat(source_system, ':', {{ column }}) as identifier_b,
        '{{ evidence }}' as evidence,
        coalesce(converted_at, created_at) as linked_at
    from people
    where {{ column }} is not null

    {% endfor -%}
    union all

    select
        'crm_id' as type_a,
        people.crm_id as identifier_a,
        'email_key' as type_b,
        orders.email_key as identifier_b,
        'order' as evidence,
        orders.ordered_at as linked_at
    from orders
    inner join people
        on
            orders.source_system = people.source_system
            and orders.person_source_id = people.person_source_id
    where people.is_telling

    {% for type_a, column_a, type_b, column_b in [
        ('cookie', 'anonymous_id', 'phone_key', 'phone_key'), ('crm_id', 'crm_id', 'phone_key', 'phone_key'),
        ('cookie', 'anonymous_id', 'crm_id', 'crm_id')
    ] -%}
    union all

    select
        '{{ type_a }}' as type_a,
        {{ column_a }} as identifier_a,
        '{{ type_b }}' as type_b,
        {{ column_b }} as identifier_b,
        'call' as evidence,
        started_at as linked_at
    from calls
    where {{ column_a }} is not null and {{ column_b }} is not null

    {% endfor %}
),

record_pairs as (

    select
        type_a,
        identifier_a,
        type_b,
        identifier_b,
        evidence,
        min(linked_at) as first_linked_at,
        count(*) as sightings
    from pairs
    group by type_a, identifier_a, type_b, identifier_b, evidence

)

select * from record_pairs
