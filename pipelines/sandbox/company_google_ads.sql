-- The ad accounts. Columns are GAQL field paths; days are in each account's own time zone.

create schema company.google_ads;

create table company.google_ads.customer as
from (values
    (1112223333, 'Halden Instruments EU', 'EUR', 'Europe/Berlin', false, 'ENABLED'),
    (4445556666, 'Halden Instruments US', 'USD', 'America/New_York', false, 'ENABLED'),
    (9998887777, 'Halden Instruments', 'EUR', 'Europe/Berlin', true, 'ENABLED')
) as customer(
    "customer.id", "customer.descriptive_name", "customer.currency_code", "customer.time_zone",
    "customer.manager", "customer.status"
);

create table company.google_ads.campaign as
select
    customer_id as "customer.id",
    campaign_id as "campaign.id",
    campaign_name as "campaign.name",
    if(campaign_id = 21000000006, 'PAUSED', 'ENABLED') as "campaign.status",
    campaign_type as "campaign.advertising_channel_type",
    strftime(getvariable('start_date') - 200, '%Y-%m-%d 00:00:00') as "campaign.start_date_time",
    '2037-12-30 23:59:59' as "campaign.end_date_time"
from ad_campaigns
order by campaign_id;

create table company.google_ads.ad_group as
select distinct
    customer_id as "customer.id",
    campaign_id as "campaign.id",
    ad_group_id as "ad_group.id",
    ad_group_name as "ad_group.name",
    'ENABLED' as "ad_group.status",
    case ad_type
        when 'RESPONSIVE_SEARCH_AD' then 'SEARCH_STANDARD' when 'RESPONSIVE_DISPLAY_AD' then 'DISPLAY_STANDARD'
        else 'VIDEO_TRUE_VIEW_IN_STREAM'
    end as "ad_group.type"
from ads
order by ad_group_id;

create table company.google_ads.ad_group_ad as
select
    customer_id as "customer.id",
    campaign_id as "campaign.id",
    ad_group_id as "ad_group.id",
    ad_id as "ad_group_ad.ad.id",
    -- responsive search ads have no name of their own
    if(ad_type = 'RESPONSIVE_SEARCH_AD', null, ad_name) as "ad_group_ad.ad.name",
    ad_type as "ad_group_ad.ad.type",
    ['https://www.halden.example' || path] as "ad_group_ad.ad.final_urls",
    if(ad_id % 10 = 5, 'PAUSED', 'ENABLED') as "ad_group_ad.status"
from ads
order by ad_id;

-- What was clicked: every visit from an ad, and one click in twelve that never reached the site.
create table ad_clicks as
with clicks as (
    select session_no, campaign_id, ad_id, gclid, started_at as clicked_at
    from sessions
    where gclid is not null
    union all
    select null, campaign_id, ad_id, google_click_id('lost ' || session_no), started_at + interval 7 minute
    from sessions
    where gclid is not null and session_no % 12 = 3
)

select
    campaign.customer_id,
    click.*,
    utc_to_local(click.clicked_at, customer."customer.time_zone")::date as clicked_on,
    -- prices of single clicks are fractions of a cent
    (campaign.click_micros * (0.5 + uniform(click.gclid, 'price')))::bigint as cost_micros
from clicks as click
inner join ad_campaigns as campaign using (campaign_id)
inner join company.google_ads.customer as customer on campaign.customer_id = customer."customer.id";

create table company.google_ads.click_view as
select
    click.customer_id as "customer.id",
    click.gclid as "click_view.gclid",
    click.clicked_on as "segments.date",
    click.campaign_id as "campaign.id",
    ad.ad_group_id as "ad_group.id",
    'customers/' || click.customer_id || '/adGroupAds/' || ad.ad_group_id || '~' || ad.ad_id
        as "click_view.ad_group_ad",
    ad.keyword as "click_view.keyword_info.text",
    ad.match_type as "click_view.keyword_info.match_type"
from ad_clicks as click
left join ads as ad using (ad_id)
order by "segments.date", "click_view.gclid";

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
