{# To the cent, per system and currency; and every touch of a paid channel is in the audit once, beside cost or not. #}
with

spent as (

    select
        source_system,
        currency_code,
        sum(spend) as spend,
        sum(spend_reporting) as spend_reporting
    from {{ ref('fct_ad_spend') }}
    group by source_system, currency_code

),

audited as (

    select
        source_system,
        currency_code,
        sum(cost) as spend,
        sum(cost_reporting) as spend_reporting
    from {{ ref('fct_spend_matches') }}
    where subject = 'ad_spend'
    group by source_system, currency_code

),

paid_touches as (

    select count(*) as touches
    from {{ ref('fct_touchpoints') }} as touchpoints
    left join {{ ref('dim_channels') }} as channels on touchpoints.channel = channels.channel
    where
        channels.is_paid
        or touchpoints.campaign_id in (
            select ad_spend.campaign_id from {{ ref('fct_ad_spend') }} as ad_spend
            union
            select programme_costs.campaign_id from {{ ref('fct_programme_costs') }} as programme_costs
        )

),

audited_touches as (

    select coalesce(sum(touches), 0) as touches
    from {{ ref('fct_spend_matches') }}

)

select
    coalesce(spent.source_system, audited.source_system) as place,
    spent.spend as given,
    audited.spend as found
from spent
full join audited
    on
        spent.source_system = audited.source_system
        and spent.currency_code is not distinct from audited.currency_code
where
    spent.spend is distinct from audited.spend
    or spent.spend_reporting is distinct from audited.spend_reporting

union all

select
    'touches' as place,
    paid_touches.touches as given,
    audited_touches.touches as found
from paid_touches
cross join audited_touches
where paid_touches.touches <> audited_touches.touches
