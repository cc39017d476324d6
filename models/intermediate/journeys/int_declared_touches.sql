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

campaigns as (

    select * from {{ ref('int_campaigns') }}

),

touches as (

    select
        md5(concat(
            'declared|', declared_sources.source_system, '|', declared_sources.person_source_id
        )) as touchpoint_id,
        declared_sources.person_id,
        declared_sources.declared_at,
        coalesce(campaigns.ad_channel, traffic_channels.channel) as channel,
        traffic_sources.source,
        traffic_sources.medium,
        campaigns.campaign_id,
        coalesce(traffic_sources.campaign, lower(trim(campaigns.name))) as campaign,
        declared_sources.utm_content as content
    from declared_sources
    inner join traffic_sources
        on declared_sources.traffic_key = traffic_sources.traffic_key
    inner join traffic_channels
        on
            declared_sources.traffic_key = traffic_channels.traffic_key
            and declared_sources.declared_at >= traffic_channels.valid_from
            and (traffic_channels.valid_to is null or declared_sources.declared_at < traffic_channels.valid_to)
    left join clicked_campaigns
        on declared_sources.click_id = clicked_campaigns.click_id
    left join named_campaigns
        on declared_sources.traffic_key = named_campaigns.traffic_key
    left join campaigns
        on coalesce(clicked_campaigns.campaign_id, named_campaigns.campaign_id) = campaigns.campaign_id

)

select * from touches
