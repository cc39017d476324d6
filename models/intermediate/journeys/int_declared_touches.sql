{# What people's records declare, read by the same rules as traffic. #}
with

declared_sources as (

    select * from {{ ref('int_declared_sources') }}

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
        {{ matched_campaign() }},
        coalesce(traffic_sources.campaign, lower(trim(campaigns.name))) as campaign,
        declared_sources.utm_content as content
    from declared_sources
    {{ read_traffic('declared_sources', at='declared_sources.declared_at') }}

)

select * from touches
