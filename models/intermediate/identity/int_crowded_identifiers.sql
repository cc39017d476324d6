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
        count(distinct case when neighbour_type = 'user_id' then neighbour_id end) as user_ids,
        count(distinct case when neighbour_type = 'email_key' then neighbour_id end) as email_keys,
        count(distinct case when neighbour_type = 'crm_id' then neighbour_id end) as crm_ids
    from neighbours
    group by node_id, identifier_type

),

crowded as (

    select
        counted.node_id,
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

select * from crowded
