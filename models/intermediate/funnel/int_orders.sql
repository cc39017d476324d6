{# Orders and refunds out of their lines. An order has one date, that of its first line; every refund has its own, and
   when what it takes back was placed. An order whose lines belong to several accounts or currencies is one order for
   each: its money must find its owner. A refund may name nobody: the order does. #}
{% set of_order = "over (partition by lines.source_system, lines.order_source_id)" %}
with

lines as (

    select * from {{ ref('conformed_orders') }}

),

people as (

    select * from {{ ref('int_people_resolved') }}

),

accounts as (

    select * from {{ ref('int_accounts_resolved') }}

),

mailboxes as (

    select
        identifier as email_key,
        person_id
    from {{ ref('int_person_identifiers') }}
    where identifier_type = 'email_key'

),

owners as (

    select
        lines.source_system,
        lines.order_source_id,
        lines.order_type = 'refund' as is_refund,
        lines.order_type,
        lines.sales_channel,
        coalesce(people.person_id, mailboxes.person_id) as person_id,
        accounts.account_id,
        lines.amount,
        lines.currency_code,
        lines.ordered_at,
        min(case when lines.order_type <> 'refund' then lines.ordered_at end) {{ of_order }} as placed_at,
        min(case when lines.order_type <> 'refund' then coalesce(people.person_id, mailboxes.person_id) end)
            {{ of_order }} as order_person_id,
        min(case when lines.order_type <> 'refund' then accounts.account_id end) {{ of_order }} as order_account_id
    from lines
    left join people
        on
            lines.source_system = people.source_system
            and lines.person_source_id = people.person_source_id
    left join accounts
        on
            lines.source_system = accounts.source_system
            and lines.account_source_id = accounts.account_source_id
    left join mailboxes
        on lines.email_key = mailboxes.email_key

),

owned_lines as (

    select
        source_system,
        order_source_id,
        order_type,
        sales_channel,
        case
            when is_refund and coalesce(person_id, account_id) is null then order_person_id
            else person_id
        end as person_id,
        case
            when is_refund and coalesce(person_id, account_id) is null then order_account_id
            else account_id
        end as account_id,
        amount,
        currency_code,
        ordered_at,
        case when is_refund then ordered_at end as refunded_at,
        case when is_refund then least(coalesce(placed_at, ordered_at), ordered_at) end as placed_at
    from owners

),

orders as (

    select
        md5(source_system || '|' || order_source_id) as order_id,
        md5(concat_ws(
            '|', source_system, order_source_id, order_type, coalesce(cast(refunded_at as string), '-'),
            coalesce(account_id, '-'), coalesce(person_id, '-'), coalesce(currency_code, '-')
        )) as order_part_id,
        source_system,
        order_source_id,
        order_type,
        person_id,
        account_id,
        currency_code,
        min(sales_channel) as sales_channel,
        sum(amount) as amount,
        min(ordered_at) as ordered_at,
        min(placed_at) as placed_at
    from owned_lines
    group by source_system, order_source_id, order_type, refunded_at, person_id, account_id, currency_code

)

select * from orders
