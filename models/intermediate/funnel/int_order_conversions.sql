{# Orders and refunds that meet a rule. #}
{% set fields = conversion_rule_fields('orders') %}

with

orders as (

    select * from {{ ref('int_orders') }}

),

matches as (

    {{ matching_rules('orders', ['order_part_id'], 'orders', fields.text, fields.number) }}

),

dated as (

    select
        matches.conversion_type,
        matches.rule_id,
        matches.rule_version,
        matches.valid_from,
        matches.valid_to,
        orders.source_system,
        orders.order_part_id as record_source_id,
        orders.order_id,
        orders.person_id,
        orders.account_id,
        cast(orders.amount as decimal(18, 2)) as value,
        orders.currency_code,
        orders.ordered_at as converted_at,
        orders.placed_at
    from matches
    inner join orders on matches.order_part_id = orders.order_part_id

),

conversions as (

    select * from dated
    where {{ rule_is_valid_at('converted_at') }}

)

select * from conversions
