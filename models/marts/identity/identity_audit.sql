with

cut as (

    select
        *,
        least(node_a, node_b) as first_node,
        greatest(node_a, node_b) as second_node
    from {{ ref('int_identity_edges') }}
    where cut_reason is not null

),

identifiers as (

    select * from {{ ref('int_identifiers') }}

),

rules as (

    select * from {{ ref('int_identity_rules') }}

),

linked as (

    select * from {{ ref('int_linked_identifiers') }}

),

separated as (

    select
        component_id,
        'identity_overrides: separate' as rule,
        min(reason) as rule_reason
    from {{ ref('int_separated_pairs') }}
    group by component_id

),

final as (

    select
        md5(concat(
            side_a.identifier_type, ':', side_a.identifier, '|', side_b.identifier_type, ':', side_b.identifier
        )) as cut_id,
        side_a.identifier_type as identifier_type_a,
        side_a.identifier as identifier_a,
        side_b.identifier_type as identifier_type_b,
        side_b.identifier as identifier_b,
        cut.evidence,
        cut.cut_reason,
        case
            when cut.cut_reason = 'separated by hand' then separated.rule
            else coalesce(rules_pair.rule, concat_ws('; ', rules_a.rule, rules_b.rule))
        end as rule,
        case
            when cut.cut_reason = 'separated by hand' then separated.rule_reason
            else coalesce(rules_pair.rule_reason, rules_a.rule_reason, rules_b.rule_reason)
        end as rule_reason,
        cut.sightings,
        cut.first_linked_at
    from cut
    inner join identifiers as side_a
        on cut.node_a = side_a.node_id
    inner join identifiers as side_b
        on cut.node_b = side_b.node_id
    left join rules as rules_a
        on
            cut.node_a = rules_a.node_id
            and cut.cut_reason = rules_a.cut_reason
            and rules_a.other_node_id is null
    left join rules as rules_b
        on
            cut.node_b = rules_b.node_id
            and cut.cut_reason = rules_b.cut_reason
            and rules_b.other_node_id is null
    left join rules as rules_pair
        on
            cut.first_node = rules_pair.node_id
            and cut.second_node = rules_pair.other_node_id
            and cut.cut_reason = rules_pair.cut_reason
    left join linked
        on cut.node_a = linked.node_id
    left join separated
        on linked.component_id = separated.component_id

)

select * from final
