{# The campaign a combination names: a platform's campaign id in utm_id, else exactly a campaign's name in
   utm_campaign. A platform's campaign answers to its name only where the source is that platform, so that a newsletter
   may be called like an ad campaign. A name that two campaigns bear names none. #}
with

traffic_sources as (

    select * from {{ ref('int_traffic_sources') }}
    where origin = 'web' and coalesce(utm_id, campaign) is not null

),

campaigns as (

    select * from {{ ref('int_campaigns') }}

),

platform_sources as (

    select distinct
        platform,
        source
    from {{ ref('click_ids') }}

),

matches as (

    select
        traffic_sources.traffic_key,
        campaigns.campaign_id,
        1 as preference
    from traffic_sources
    inner join campaigns
        on traffic_sources.utm_id = lower(trim(campaigns.campaign_source_id))
    where campaigns.platform is not null

    union all

    select
        traffic_sources.traffic_key,
        campaigns.campaign_id,
        2 as preference
    from traffic_sources
    inner join campaigns
        on traffic_sources.campaign = lower(trim(campaigns.name))
    inner join platform_sources
        on
            campaigns.platform = platform_sources.platform
            and traffic_sources.canonical_source = platform_sources.source

    union all

    select
        traffic_sources.traffic_key,
        campaigns.campaign_id,
        3 as preference
    from traffic_sources
    inner join campaigns
        on traffic_sources.campaign = lower(trim(campaigns.name))
    where campaigns.platform is null

),

counted as (

    select
        traffic_key,
        preference,
        min(campaign_id) as campaign_id
    from matches
    group by traffic_key, preference
    having count(distinct campaign_id) = 1

),

named as (

    select
        traffic_key,
        campaign_id,
        case preference when 1 then 'utm_id' else 'campaign_name' end as matched_by
    from counted
    qualify row_number() over (partition by traffic_key order by preference) = 1

)

select * from named
