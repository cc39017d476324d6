{# Identifiers that several people use: a kiosk, a family tablet, a switchboard's phone, a role mailbox. A weak one is
   judged by how many different known people it is linked to, not by how many values: two e-mails of one customer on
   one cookie are one person, two customers on one tablet are two. #}
with

neighbours as (

    select * from {{ ref('int_identity_neighbours') }}

),

crowded as (

    select * from {{ ref('int_crowded_identifiers') }}

),

known_people as (

    select * from {{ ref('int_known_people') }}

),

identifier_types as (

    select * from {{ ref('identifier_types') }}
    where not is_strong

),

counted as (

    select
        neighbours.node_id,
        neighbours.identifier_type,
        {% for neighbour_type in limited_types() -%}
        count(distinct case
            when neighbours.neighbour_type = '{{ neighbour_type }}'
                then coalesce(known_people.component_id, neighbours.neighbour_id)
        end) as {{ neighbour_type }}s
        {%- if not loop.last %},{% endif %}
        {% endfor %}
    from neighbours
    left join known_people
        on neighbours.neighbour_id = known_people.node_id
    left join crowded
        on neighbours.neighbour_id = crowded.node_id
    where crowded.node_id is null
    group by neighbours.node_id, neighbours.identifier_type

),

over_limits as (

    select
        counted.node_id,
        {{ limits_passed('counted', 'identifier_types') }} as limits_passed
    from counted
    inner join identifier_types
        on counted.identifier_type = identifier_types.identifier_type

),

shared as (

    select
        node_id,
        limits_passed
    from crowded

    union all

    select
        node_id,
        limits_passed
    from over_limits
    where limits_passed <> ''

)

select * from shared
