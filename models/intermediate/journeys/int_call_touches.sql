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

outside_visits as (

    select
        call_sources.*,
        {{ matched_campaign(recorded='numbered_campaigns.campaign_id') }}
    from call_sources
    left join within_visits
        on
            call_sources.source_system = within_visits.source_system
            and call_sources.call_source_id = within_visits.call_source_id
    left join clicked_campaigns
        on call_sources.click_id = clicked_campaigns.click_id
    left join named_campaigns
        on call_sources.traffic_key = named_campaigns.traffic_key
    left join aliased_campaigns
        on
            call_sources.traffic_key = aliased_campaigns.traffic_key
            and call_sources.started_at >= aliased_campaigns.valid_from
            and (aliased_campaigns.valid_to is null or call_sources.started_at < aliased_campaigns.valid_to)
    left join campaigns as numbered_campaigns
        on
            call_sources.campaign_source_id = numbered_campaigns.campaign_source_id
            and (call_sources.source_system = numbered_campaigns.source_system or numbered_campaigns.is_only_bearer)
    where within_visits.call_source_id is null

),

touches as (

    select
        md5(concat('call|', outside_visits.source_system, '|', outside_visits.call_source_id)) as touchpoint_id,
        outside_visits.person_id,
        outside_visits.started_at,
        case
            when outside_visits.origin = 'web' then coalesce(campaigns.ad_channel, traffic_channels.channel)
            else coalesce(campaigns.channel, traffic_channels.channel)
        end as channel,
        traffic_sources.source,
        traffic_sources.medium,
        outside_visits.campaign_id,
        outside_visits.campaign_matched_by,
        coalesce(traffic_sources.campaign, lower(trim(campaigns.name))) as campaign,
        outside_visits.utm_content as content
    from outside_visits
    inner join traffic_sources
        on outside_visits.traffic_key = traffic_sources.traffic_key
    inner join traffic_channels
        on
            outside_visits.traffic_key = traffic_channels.traffic_key
            and outside_visits.started_at >= traffic_channels.valid_from
            and (traffic_channels.valid_to is null or outside_visits.started_at < traffic_channels.valid_to)
    left join campaigns
        on outside_visits.campaign_id = campaigns.campaign_id

)

select * from touches
