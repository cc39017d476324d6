{# What affiliates got for orders, and gave back for refunds on the refund's day. Running sums are rounded and each row
   has the difference to the row before, so that an order refunded in pieces leaves nothing. The terms of the order's
   day hold for its refunds; what has no terms keeps its row. #}
{% set order_parts = 'source_system, order_source_id, affiliate, currency_code' %}
{% set percent = 'cast(terms.commission_percent * cast(0.01 as decimal(3, 2)) as decimal(20, 6))' %}
with

{# An affiliate's coupon names it where the order does not. #}
coupons as (

    select
        lower(trim(coupon)) as coupon,
        min(lower(trim(affiliate))) as affiliate
    from {{ ref('affiliate_commissions') }}
    where coupon is not null
    group by lower(trim(coupon))

),

told as (

    select
        orders.source_system,
        orders.order_source_id,
        orders.order_type = 'refund' as is_refund,
        coalesce(nullif(lower(trim(orders.affiliate)), ''), coupons.affiliate) as affiliate,
        orders.currency_code,
        orders.amount,
        cast(orders.ordered_at as date) as date_day
    from {{ ref('conformed_orders') }} as orders
    left join coupons on lower(trim(orders.coupon)) = coupons.coupon
    where orders.amount is not null and orders.ordered_at is not null

),

{# A refund may name nobody: the order does. #}
lines as (

    select
        source_system,
        order_source_id,
        is_refund,
        coalesce(affiliate, min(affiliate) over (partition by source_system, order_source_id)) as affiliate,
        currency_code,
        amount,
        date_day
    from told

),

terms as (

    select
        *,
        lower(trim(affiliate)) as name,
        lead(valid_from) over (partition by lower(trim(affiliate)) order by valid_from) as valid_to
    from {{ ref('affiliate_commissions') }}

),

{# An order has one date, that of its first line; every refund has its own. #}
bookings as (

    select
        {{ order_parts }},
        is_refund,
        sum(amount) as amount,
        min(date_day) as date_day
    from lines
    where affiliate is not null
    group by {{ order_parts }}, is_refund, case when is_refund then date_day end

),

running as (

    select
        *,
        cast(sum(amount) over order_until as decimal(18, 2)) as amount_until,
        cast(sum(amount) over order_until - amount as decimal(18, 2)) as amount_before,
        coalesce(
            min(case when not is_refund then date_day end) over (partition by {{ order_parts }}),
            min(date_day) over (partition by {{ order_parts }})
        ) as order_day
    from bookings
    window order_until as (
        partition by {{ order_parts }}
        order by is_refund asc, date_day asc
        rows between unbounded preceding and current row
    )

),

priced as (

    select
        running.*,
        terms.channel,
        terms.commission_percent,
        terms.commission_fixed,
        coalesce(terms.currency_code, running.currency_code) as fixed_currency,
        {{ round_half_up('running.amount_until * ' ~ percent) }}
        - {{ round_half_up('running.amount_before * ' ~ percent) }} as share,
        case
            when not running.is_refund then terms.commission_fixed
            when running.amount_until <= 0 and running.amount_before > 0 then -terms.commission_fixed
        end as fixed_sum,
        case when terms.name is null then 'no_commission_rule' end as reason
    from running
    left join terms
        on
            running.affiliate = terms.name
            and running.order_day >= terms.valid_from
            and (terms.valid_to is null or running.order_day < terms.valid_to)

),

{# The share is of the order's money, the fixed sum may be of another. #}
commissions as (

    {% for kind, amount, currency, condition in [
        ('share', 'share', 'currency_code', 'commission_percent is not null or reason is not null'),
        ('fixed', 'fixed_sum', 'fixed_currency', 'fixed_sum is not null')
    ] -%}
    select
        md5(concat_ws(
            '|', source_system, order_source_id, affiliate, coalesce(currency_code, '-'),
            cast(is_refund as string), cast(date_day as string), '{{ kind }}'
        )) as commission_id,
        source_system,
        affiliate,
        order_source_id,
        is_refund,
        channel,
        {{ currency }} as currency_code,
        amount as order_amount,
        cast({{ amount }} as decimal(18, 2)) as commission,
        reason,
        date_day
    from priced
    where {{ condition }}
    {% if not loop.last %}
    union all

    {% endif %}
    {%- endfor %}
)

select * from commissions
