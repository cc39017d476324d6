{# The campaign a combination's tag stands for by seeds/campaign_aliases.csv, era by era. A platform's alias is meant
   only where the source is that platform, as its names are; it goes before one of no platform. An alias that two
   campaigns answer to names none. #}
with

aliases as (

    select
        platform,
        lower(trim(campaign)) as campaign,
        lower(trim(utm_campaign)) as utm_campaign,
        cast(valid_from as timestamp) as valid_from,
        cast(lead(valid_from) over (
            partition by platform, lower(trim(utm_campaign))
            order by valid_from
        ) as timestamp) as valid_to
    from {{ ref('campaign_aliases') }}

),

campaigns as (

    select * from {{ ref('int_campaigns') }}

),

traffic_sources as (

    select * from {{ ref('int_traffic_sources') }}
    where origin = 'web' and campaign is not null

),

platform_sources as (

    select distinct
        platform,
        source
    from {{ ref('click_ids') }}

),

answers as (

    select
        aliases.*,
        campaigns.campaign_id,
        lower(campaigns.campaign_source_id) = aliases.campaign as is_by_id
    from aliases
    inner join campaigns
        on
            coalesce(aliases.platform, '') = coalesce(campaigns.platform, '')
            and (
                lower(campaigns.campaign_source_id) = aliases.campaign
                or lower(trim(campaigns.name)) = aliases.campaign
            )

),

resolved as (

    select
        platform,
        utm_campaign,
        valid_from,
        valid_to,
        coalesce(max(case when is_by_id then campaign_id end), max(campaign_id)) as campaign_id
    from answers
    group by platform, utm_campaign, valid_from, valid_to
    having
        count(distinct case when is_by_id then campaign_id end) = 1
        or (count(case when is_by_id then campaign_id end) = 0 and count(distinct campaign_id) = 1)

),

aliased as (

    select
        traffic_sources.traffic_key,
        resolved.valid_from,
        resolved.valid_to,
        resolved.campaign_id
    from traffic_sources
    inner join resolved
        on traffic_sources.campaign = resolved.utm_campaign
    left join platform_sources
        on
            resolved.platform = platform_sources.platform
            and traffic_sources.canonical_source = platform_sources.source
    where resolved.platform is null or platform_sources.source is not null
    qualify rank() over (
        partition by traffic_sources.traffic_key
        order by resolved.platform asc nulls last
    ) = 1

)

select * from aliased
