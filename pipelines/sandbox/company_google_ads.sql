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
