{# What programmes cost beside ad spend, campaigns' and affiliates', by day in both currencies. Each day has its own
   rate. What is not booked has a reason, and no amount in the reporting currency. #}
with

campaign_costs as (

    select * from {{ ref('int_campaign_costs') }}

),

commissions as (

    select * from {{ ref('int_affiliate_commissions') }}

),

rates as (

    select * from {{ ref('int_fx_rates') }}

),

daily as (

    select
        'campaign' as programme_type,
        source_system,
        campaign_id,
        cast(null as string) as affiliate,
        channel,
        currency_code,
        cost,
        reason,
        date_day
    from campaign_costs

    union all

    select
        'affiliate' as programme_type,
        source_system,
        cast(null as string) as campaign_id,
        affiliate,
        channel,
        currency_code,
        cast(sum(commission) as decimal(18, 2)) as cost,
        reason,
        date_day
    from commissions
    group by source_system, affiliate, channel, currency_code, reason, date_day

),

costs as (

    select
        md5(concat_ws(
            '|', daily.programme_type, daily.source_system, coalesce(daily.campaign_id, daily.affiliate),
            coalesce(daily.channel, '-'), coalesce(daily.currency_code, '-'),
            coalesce(cast(daily.date_day as string), '-')
        )) as programme_cost_id,
        daily.*,
        case
            when daily.reason is null
                then {{ in_reporting_currency('daily.cost', 'daily.currency_code', 'rates.rate') }}
        end as cost_reporting
    from daily
    left join rates
        on
            daily.currency_code = rates.from_currency
            and daily.date_day = rates.rate_date

)

select * from costs
