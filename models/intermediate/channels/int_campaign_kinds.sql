{# What a campaign that is no platform's says about its channel: the hint the system gives, else its type. #}
with

campaigns as (

    select * from {{ ref('conformed_campaigns') }}

),

kinds as (

    select
        source_system,
        campaign_source_id,
        'declared' as origin,
        lower(trim(coalesce(channel_hint, type))) as utm_source,
        cast(null as string) as utm_medium,
        cast(null as string) as utm_campaign,
        cast(null as string) as utm_id,
        cast(null as string) as click_id_type,
        cast(null as string) as referrer_host,
        cast(null as string) as page_host
    from campaigns
    where platform is null and coalesce(channel_hint, type) is not null

),

keyed as (

    select
        *,
        {{ traffic_key() }} as traffic_key
    from kinds

)

select * from keyed
