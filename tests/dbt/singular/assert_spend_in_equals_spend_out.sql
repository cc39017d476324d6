{# Per account and day the mart has the platform's micros, rounded to the cent once; and per model and basis the
   performance marts have the mart's total. #}
with

reported as (

    select
        source_system,
        platform,
        ad_account_id,
        currency_code,
        date_day,
        {{ round_half_up('cast(sum(spend) as decimal(18, 6))') }} as spend,
        sum(impressions) as impressions,
        sum(clicks) as clicks
    from {{ ref('conformed_ad_performance') }}
    group by source_system, platform, ad_account_id, currency_code, date_day

),

published as (

    select
        source_system,
        platform,
        ad_account_id,
        currency_code,
        date_day,
        sum(spend) as spend,
        sum(impressions) as impressions,
        sum(clicks) as clicks
    from {{ ref('fct_ad_spend') }}
    group by source_system, platform, ad_account_id, currency_code, date_day

),

{% for mart in ['fct_channel_performance', 'fct_campaign_performance'] -%}
{{ mart }}_spend as (

    select
        attribution_model,
        basis,
        sum(spend) as spend
    from {{ ref(mart) }}
    group by attribution_model, basis

),

{% endfor -%}
total as (

    select coalesce(sum(spend_reporting), 0) as spend
    from {{ ref('fct_ad_spend') }}

)

select
    'fct_ad_spend' as mart,
    coalesce(reported.ad_account_id, published.ad_account_id) as place,
    reported.spend as spend_in,
    published.spend as spend_out
from reported
full join published
    on
        reported.source_system = published.source_system
        and reported.platform = published.platform
        and reported.ad_account_id = published.ad_account_id
        and reported.currency_code is not distinct from published.currency_code
        and reported.date_day = published.date_day
where
    reported.spend is distinct from published.spend
    or reported.impressions is distinct from published.impressions
    or reported.clicks is distinct from published.clicks

{% for mart in ['fct_channel_performance', 'fct_campaign_performance'] -%}
union all

select
    '{{ mart }}' as mart,
    performance.attribution_model || ', ' || performance.basis as place,
    total.spend as spend_in,
    performance.spend as spend_out
from {{ mart }}_spend as performance
cross join total
where performance.spend <> total.spend

{% endfor %}
