-- What ads cost and brought, by the day.

create table ad_days as
with day_list as (
    select (getvariable('start_date') + n::integer)::date as date_day, n as day_no
    from range(getvariable('days')) as day(n)
),

slots as (
    select campaign.*, ad.ad_group_id, ad.ad_id
    from ad_campaigns as campaign
    left join ads as ad using (campaign_id)
),

clicked as (
    select
        click.campaign_id,
        click.ad_id,
        click.clicked_on,
        count(*) as clicks,
        sum(click.cost_micros)::bigint as cost_micros,
        count(lead.lead_no) as leads
    from ad_clicks as click
    left join lead_persons as lead on click.session_no = lead.session_no
    group by all
)

select
    slot.customer_id,
    slot.campaign_id,
    slot.ad_group_id,
    slot.ad_id,
    day_list.date_day,
    -- video is paid by the view and display partly by the thousand: cost on days without a click
    (coalesce(clicked.cost_micros, 0) + case slot.campaign_type
        when 'VIDEO' then getvariable('visitors') * (
            2100 + whole(concat(slot.ad_id, day_no), 'views', 900)
        )
        when 'DISPLAY' then getvariable('visitors') * (
            410 + whole(concat(slot.ad_id, day_no), 'thousands', 311)
        )
        else 0
    end)::bigint as cost_micros,
    (coalesce(clicked.clicks, 0) * 23 + whole(concat(coalesce(slot.ad_id, slot.campaign_id), day_no), 'seen', 60)
        + if(slot.campaign_type in ('VIDEO', 'DISPLAY'), getvariable('visitors') // 20, 0))::bigint as impressions,
    coalesce(clicked.clicks, 0)::bigint as clicks,
    -- platforms count generously, and in fractions
    round(
        coalesce(clicked.leads, 0) * 1.25 + if(clicked.clicks > 3, 0.333333, 0), 6
    )::decimal(18, 6)::double as conversions,
    round(conversions * 120, 2) as conversions_value
from slots as slot
cross join day_list
left join clicked
    on
        slot.campaign_id = clicked.campaign_id
        and slot.ad_id is not distinct from clicked.ad_id
        and day_list.date_day = clicked.clicked_on;

create table company.google_ads.ad_group_ad_performance as
select
    ad.*,
    campaign.* exclude ("customer.id", "campaign.id"),
    ad_group.* exclude ("customer.id", "campaign.id", "ad_group.id"),
    day.date_day as "segments.date",
    day.cost_micros as "metrics.cost_micros",
    day.impressions as "metrics.impressions",
    day.clicks as "metrics.clicks",
    day.conversions as "metrics.conversions",
    day.conversions_value as "metrics.conversions_value"
from ad_days as day
inner join company.google_ads.ad_group_ad as ad on day.ad_id = ad."ad_group_ad.ad.id"
inner join company.google_ads.ad_group as ad_group on ad."ad_group.id" = ad_group."ad_group.id"
inner join company.google_ads.campaign as campaign on ad."campaign.id" = campaign."campaign.id"
where day.impressions > 0 or day.cost_micros > 0
order by "segments.date", "ad_group_ad.ad.id";

create table company.google_ads.campaign_performance as
select
    campaign.*,
    day.date_day as "segments.date",
    sum(day.cost_micros)::bigint as "metrics.cost_micros",
    sum(day.impressions)::bigint as "metrics.impressions",
    sum(day.clicks)::bigint as "metrics.clicks",
    round(sum(day.conversions), 6) as "metrics.conversions",
    round(sum(day.conversions_value), 2) as "metrics.conversions_value"
from ad_days as day
inner join company.google_ads.campaign as campaign on day.campaign_id = campaign."campaign.id"
where day.impressions > 0 or day.cost_micros > 0
group by all
order by "segments.date", "campaign.id";
