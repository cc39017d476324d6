{# Spend in cents that add up: running sums of micros are rounded, and each row gets the difference to the row before.
   An account's day is then exactly its micros rounded once, in its own and in the reporting currency. #}
{% set account_day = 'source_system, platform, ad_account_id, currency_code, date_day' %}
with

performance as (

    select * from {{ ref('conformed_ad_performance') }}

),

rates as (

    select * from {{ ref('int_fx_rates') }}

),

converted as (

    select
        performance.source_system,
        performance.date_day,
        performance.platform,
        performance.ad_account_id,
        performance.ad_account_name,
        performance.campaign_source_id,
        performance.campaign_name,
        performance.ad_group_source_id,
        performance.ad_group_name,
        performance.ad_source_id,
        performance.ad_name,
        performance.spend,
        performance.impressions,
        performance.clicks,
        performance.platform_conversions,
        performance.platform_conversion_value,
        performance.currency_code,
        performance.account_timezone,
        case
            when performance.currency_code = '{{ reporting_currency() }}' then cast(1 as decimal(20, 12))
            else rates.rate
        end as rate
    from performance
    left join rates
        on
            performance.currency_code = rates.from_currency
            and performance.date_day = rates.rate_date

),

running as (

    select
        *,
        cast(sum(spend) over account_day as decimal(18, 6)) as spend_until,
        cast(sum(spend) over account_day - coalesce(spend, 0) as decimal(18, 6)) as spend_before
    from converted
    window account_day as (
        partition by {{ account_day }}
        order by
            campaign_source_id asc, ad_group_source_id asc nulls first, ad_source_id asc nulls first
        rows between unbounded preceding and current row
    )

),

spend as (

    select
        md5(concat_ws(
            '|', source_system, platform, ad_account_id, cast(date_day as string), campaign_source_id,
            coalesce(ad_group_source_id, '-'), coalesce(ad_source_id, '-')
        )) as ad_spend_id,
        source_system,
        date_day,
        platform,
        ad_account_id,
        ad_account_name,
        campaign_source_id,
        campaign_name,
        ad_group_source_id,
        ad_group_name,
        ad_source_id,
        ad_name,
        impressions,
        clicks,
        platform_conversions,
        platform_conversion_value,
        currency_code,
        account_timezone,
        {{ round_half_up('spend_until') }} - {{ round_half_up('spend_before') }} as spend,
        {{ round_half_up('spend_until * rate') }} - {{ round_half_up('spend_before * rate') }} as spend_reporting
    from running

)

select * from spend
