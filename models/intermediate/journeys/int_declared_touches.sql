{# What people's records declare, read by the same rules as traffic. #}
with

declared_sources as (

    select * from {{ ref('int_declared_sources') }}

),

traffic_sources as (

    select * from {{ ref('int_traffic_sources') }}

),

traffic_channels as (

    select * from {{ ref('int_traffic_channels') }}

),

clicked_campaigns as (

    select * from {{ ref('int_clicked_campaigns') }}

),

named_campaigns as (

    select * from {{ ref('int_named_campaigns') }}

),

aliased_campaigns as (

    select * from {{ ref('int_aliased_campaigns') }}

),

campaigns as (

    select * from {{ ref('int_campaigns') }}

),

matched as (

    select
        declared_sources.*,
        {{ matched_campaign() }}
    from declared_sources
    left join clicked_campaigns
        on declared_sources.click_id = clicked_campaigns.click_id
    left join named_campaigns
        on declared_sources.traffic_key = named_campaigns.traffic_key
    left join aliased_campaigns
        on
            declared_sources.traffic_key = aliased_campaigns.traffic_key
            and declared_sources.declared_at >= aliased_campaigns.valid_from
            and (aliased_campaigns.valid_to is null or declared_sources.declared_at < aliased_campaigns.valid_to)

),

touches as (

    select
        md5(concat(
            'declared|', matched.source_system, '|', matched.person_source_id
        )) as touchpoint_id,
        matched.person_id,
        matched.declared_at,
        coalesce(campaigns.ad_channel, traffic_channels.channel) as channel,
        traffic_sources.source,
        traffic_sources.medium,
        campaigns.campaign_id,
        matched.campaign_matched_by,
        coalesce(traffic_sources.campaign, lower(trim(campaigns.name))) as campaign,
        matched.utm_content as content
    from matched
    inner join traffic_sources
        on matched.traffic_key = traffic_sources.traffic_key
    inner join traffic_channels
        on
            matched.traffic_key = traffic_channels.traffic_key
            and matched.declared_at >= traffic_channels.valid_from
            and (traffic_channels.valid_to is null or matched.declared_at < traffic_channels.valid_to)
    left join campaigns
        on matched.campaign_id = campaigns.campaign_id

)

select * from touches
