{# Which row of which seed stands behind a cut: rules about one identifier by its node, decisions by hand about a pair
   by both of its nodes. #}
with

identifiers as (

    select * from {{ ref('int_identifiers') }}

),

identifier_types as (

    select * from {{ ref('identifier_types') }}

),

shared_rules as (

    select
        shared.node_id,
        'shared identifier' as cut_reason,
        concat('identifier_types: ', identifiers.identifier_type, ', ', shared.limits_passed) as rule,
        cast(null as string) as rule_reason
    from {{ ref('int_shared_identifiers') }} as shared
    inner join identifiers
        on shared.node_id = identifiers.node_id

),

blocked_rules as (

    select
        identifiers.node_id,
        'blocked identifier' as cut_reason,
        concat('blocked_identifiers: ', identifiers.identifier_type, ', ', identifiers.identifier) as rule,
        min(blocked.reason) as rule_reason
    from identifiers
    left join {{ ref('blocked_identifiers') }} as blocked
        on
            lower(identifiers.identifier) = lower(blocked.identifier)
            and blocked.identifier_type in (identifiers.identifier_type, 'any')
    where identifiers.is_blocked
    group by identifiers.node_id, identifiers.identifier_type, identifiers.identifier

),

type_rules as (

    select
        identifiers.node_id,
        'unknown identifier type' as cut_reason,
        concat('identifier_types: ', identifiers.identifier_type, ' is not listed') as rule,
        cast(null as string) as rule_reason
    from identifiers
    left join identifier_types
        on identifiers.identifier_type = identifier_types.identifier_type
    where identifier_types.identifier_type is null

),

node_rules as (

    select * from shared_rules
    union all
    select * from blocked_rules
    union all
    select * from type_rules

),

overrides as (

    select
        {{ identifier_key('identifier_type_a', 'identifier_a') }} as key_a,
        {{ identifier_key('identifier_type_b', 'identifier_b') }} as key_b,
        action,
        reason
    from {{ ref('identity_overrides') }}
    where action in ('forbid', 'separate')

),

pair_rules as (

    select
        least(side_a.node_id, side_b.node_id) as node_id,
        greatest(side_a.node_id, side_b.node_id) as other_node_id,
        'forbidden by hand' as cut_reason,
        concat('identity_overrides: ', min(overrides.action)) as rule,
        min(overrides.reason) as rule_reason
    from overrides
    inner join identifiers as side_a
        on overrides.key_a = side_a.identifier_key
    inner join identifiers as side_b
        on overrides.key_b = side_b.identifier_key
    group by least(side_a.node_id, side_b.node_id), greatest(side_a.node_id, side_b.node_id)

),

rules as (

    select
        node_id,
        cast(null as bigint) as other_node_id,
        cut_reason,
        rule,
        rule_reason
    from node_rules

    union all

    select * from pair_rules

)

select * from rules
