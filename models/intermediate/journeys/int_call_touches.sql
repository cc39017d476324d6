{# Inbound calls that no visit led to, read by the same rules as traffic. A call within a visit of the visitor that the
   number was shown to, or before the visit would have timed out, is part of it: the visit knows better where from. #}
with

call_sources as (

    select * from {{ ref('int_call_sources') }}
    where person_id is not null

),

sessions as (

    select * from {{ ref('int_sessions') }}
    where not is_bot and not is_internal

),

numbered_campaigns as (

    select * from {{ ref('int_campaigns') }}

),

within_visits as (

    select distinct
        call_sources.source_system,
        call_sources.call_source_id
    from call_sources
    inner join sessions
        on
            call_sources.anonymous_id = sessions.anonymous_id
            and call_sources.started_at >= sessions.session_start_at
            and call_sources.started_at
            <= sessions.session_end_at + interval {{ var('session_timeout_minutes') }} minutes

),

touches as (

    select
        md5(concat('call|', call_sources.source_system, '|', call_sources.call_source_id)) as touchpoint_id,
        call_sources.person_id,
        call_sources.started_at,
        case
            when call_sources.origin = 'web' then coalesce(campaigns.ad_channel, traffic_channels.channel)
            else coalesce(campaigns.channel, traffic_channels.channel)
        end as channel,
        traffic_sources.source,
        traffic_sources.medium,
        {{ matched_campaign(recorded='numbered_campaigns.campaign_id') }},
        coalesce(traffic_sources.campaign, lower(trim(campaigns.name))) as campaign,
        call_sources.utm_content as content
    from call_sources
    left join within_visits
        on
            call_sources.source_system = within_visits.source_system
            and call_sources.call_source_id = within_visits.call_source_id
    left join numbered_campaigns
        on
            call_sources.campaign_source_id = numbered_campaigns.campaign_source_id
            and (call_sources.source_system = numbered_campaigns.source_system or numbered_campaigns.is_only_bearer)
    {{ read_traffic(
        'call_sources', at='call_sources.started_at', recorded='numbered_campaigns.campaign_id'
    ) }}
    where within_visits.call_source_id is null

)

select * from touches
