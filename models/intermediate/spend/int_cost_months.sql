{# Both kinds of cost by month, beside which touches are laid. #}
with

costs as (

    select
        'ad_spend' as subject,
        ad_spend.source_system,
        campaigns.campaign_id,
        cast(null as string) as affiliate,
        campaigns.channel,
        ad_spend.currency_code,
        cast(null as string) as unbooked_reason,
        ad_spend.spend as cost,
        ad_spend.spend_reporting as cost_reporting,
        ad_spend.clicks,
        ad_spend.date_day
    from {{ ref('int_ad_spend') }} as ad_spend
    left join {{ ref('int_campaigns') }} as campaigns
        on
            ad_spend.source_system = campaigns.source_system
            and ad_spend.campaign_source_id = campaigns.campaign_source_id

    union all

    select
        'programme_cost' as subject,
        source_system,
        campaign_id,
        affiliate,
        channel,
        currency_code,
        reason as unbooked_reason,
        cost,
        cost_reporting,
        cast(null as bigint) as clicks,
        date_day
    from {{ ref('int_programme_costs') }}

),

months as (

    select
        subject,
        source_system,
        campaign_id,
        affiliate,
        channel,
        currency_code,
        unbooked_reason,
        cast(date_trunc('month', date_day) as date) as month_start_date,
        cast(sum(cost) as decimal(18, 2)) as cost,
        cast(sum(cost_reporting) as decimal(18, 2)) as cost_reporting,
        cast(sum(clicks) as bigint) as clicks
    from costs
    group by all

),

keyed as (

    select
        md5(concat_ws(
            '|', subject, source_system, coalesce(campaign_id, affiliate), coalesce(channel, '-'),
            coalesce(currency_code, '-'), coalesce(unbooked_reason, '-'),
            coalesce(cast(month_start_date as string), '-')
        )) as cost_month_id,
        *
    from months

)

select * from keyed
