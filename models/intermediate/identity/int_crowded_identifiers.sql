{# Strong identifiers linked to more identifiers of a kind than seeds/identifier_types.csv allows, such as the e-mail
   of a role mailbox. Counted first, so that it can make no two people one where weak identifiers are judged. #}
with

neighbours as (

    select * from {{ ref('int_identity_neighbours') }}

),

identifier_types as (

    select * from {{ ref('identifier_types') }}
    where is_strong

),

counted as (

    select
        node_id,
        identifier_type,
        {% for neighbour_type in limited_types() -%}
        count(distinct case when neighbour_type = '{{ neighbour_type }}' then neighbour_id end) as {{ neighbour_type }}s
        {%- if not loop.last %},{% endif %}
        {% endfor %}
    from neighbours
    group by node_id, identifier_type

),

over_limits as (

    select
        counted.node_id,
        {{ limits_passed('counted', 'identifier_types') }} as limits_passed
    from counted
    inner join identifier_types
        on counted.identifier_type = identifier_types.identifier_type

),

crowded as (

    select * from over_limits
    where limits_passed <> ''

)

select * from crowded
