{# Whoever bought, with all they brought. A buyer is a customer from the conversion on by which a row of
   seeds/conversion_rules.csv makes them one; what they bought before is theirs as well. #}
with

conversions as (

    select
        *,
        {{ customer_id('fct_conversions') }} as customer_id
    from {{ ref('fct_conversions') }} as fct_conversions

),

conversion_types as (

    select * from {{ ref('conversion_types') }}

),

attribution as (

    select * from {{ ref('fct_attribution') }}
    where conversion_type = 'customer' and attribution_model = '{{ var("acquisition_model") }}'

),

acquisitions as (

    select * from conversions
    where conversion_type = 'customer'
    qualify row_number() over (partition by customer_id order by converted_at asc, conversion_id asc) = 1

),

{# The touch with most of the credit, the earlier of two with as much. #}
origins as (

    select * from attribution
    qualify row_number() over (partition by conversion_id order by credit desc, position asc nulls last) = 1

),

revenue as (

    select
        conversions.customer_id,
        count(case when conversions.opportunity_id is not null then 1 end) as deals_won,
        count(case when conversions.order_id is not null and conversions.value >= 0 then 1 end) as orders,
        count(case when conversions.order_id is not null and conversions.value < 0 then 1 end) as refunds,
        sum(case when conversions.value_reporting < 0 then conversions.value_reporting else 0 end) as refunded,
        sum(conversions.value_reporting) as revenue,
        sum(case when conversions.value is not null and conversions.value_reporting is null then 1 else 0 end)
            as unconverted_amounts,
        count(distinct case when conversions.value > 0 then date_trunc('month', conversions.converted_at) end)
            as months_active,
        min(conversions.converted_at) as first_revenue_at,
        max(conversions.converted_at) as last_revenue_at
    from conversions
    inner join conversion_types on conversions.conversion_type = conversion_types.conversion_type
    where conversion_types.is_revenue
    group by conversions.customer_id

),

customer_ids as (

    select customer_id from revenue

    union

    select customer_id from acquisitions

),

buyers as (

    select
        conversions.customer_id,
        max(conversions.account_id) as account_id,
        max(case when conversions.account_id is null then conversions.person_id end) as person_id
    from conversions
    inner join customer_ids on conversions.customer_id = customer_ids.customer_id
    group by conversions.customer_id

),

final as (

    select
        buyers.customer_id,
        case
            when buyers.account_id is not null then 'account'
            when buyers.person_id is not null then 'person'
            else 'record'
        end as customer_type,
        buyers.account_id,
        buyers.person_id,
        acquisitions.conversion_id as acquisition_conversion_id,
        origins.channel as acquisition_channel,
        origins.campaign_id as acquisition_campaign_id,
        acquisitions.conversion_id is not null as is_customer,
        cast(coalesce(revenue.deals_won, 0) as bigint) as deals_won,
        cast(coalesce(revenue.orders, 0) as bigint) as orders,
        cast(coalesce(revenue.refunds, 0) as bigint) as refunds,
        cast(coalesce(revenue.months_active, 0) as bigint) as months_active,
        cast(coalesce(revenue.refunded, 0) as decimal(18, 2)) as refunded,
        cast(coalesce(revenue.revenue, 0) as decimal(18, 2)) as revenue,
        cast(coalesce(revenue.unconverted_amounts, 0) as bigint) as unconverted_amounts,
        acquisitions.converted_at as acquired_at,
        revenue.first_revenue_at,
        revenue.last_revenue_at
    from buyers
    left join revenue on buyers.customer_id = revenue.customer_id
    left join acquisitions on buyers.customer_id = acquisitions.customer_id
    left join origins on acquisitions.conversion_id = origins.conversion_id

)

select * from final
