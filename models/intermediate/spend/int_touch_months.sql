{# Touches by campaign and month, as far as they should meet a cost. #}
with

touchpoints as (

    select * from {{ ref('int_touchpoints') }}

),

sessions as (

    select * from {{ ref('int_sessions') }}

),

paid_channels as (

    select channel from {{ ref('channels') }}
    where is_paid

),

costly_campaigns as (

    select distinct campaign_id from {{ ref('int_cost_months') }}
    where unbooked_reason is null and campaign_id is not null

),

months as (

    select
        touchpoints.campaign_id,
        touchpoints.channel,
        touchpoints.source,
        touchpoints.campaign,
        sessions.click_id_type,
        cast(date_trunc('month', touchpoints.touched_at) as date) as month_start_date,
        count(*) as touches
    from touchpoints
    left join sessions on touchpoints.session_id = sessions.session_id
    left join paid_channels on touchpoints.channel = paid_channels.channel
    left join costly_campaigns on touchpoints.campaign_id = costly_campaigns.campaign_id
    where paid_channels.channel is not null or costly_campaigns.campaign_id is not null
    group by all

),

keyed as (

    select
        md5(concat_ws(
            '|', coalesce(campaign_id, '-'), channel, coalesce(source, '-'), coalesce(campaign, '-'),
            coalesce(click_id_type, '-'), cast(month_start_date as string)
        )) as touch_month_id,
        *
    from months

)

select * from keyed
