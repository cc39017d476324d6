"""A company of a few thousand rows, small enough to know by heart."""

import json
from pathlib import Path

import duckdb

from pipelines.sandbox.company import FINGERPRINT

LEADS = 4_500
DELETED = 45  # every hundredth
LAST_DAY = "2026-09-28"  # 120 days from 2026-06-01
EUR_ACCOUNT, USD_ACCOUNT, MANAGER = 1112223333, 4445556666, 9998887777

_SQL = f"""
create schema salesforce;
create table salesforce."Lead" as
select
    '00Q' || lpad(n::varchar, 12, '0') || 'AAA' as "Id",
    n % 100 = 0 as "IsDeleted",
    case when n = 7 then 'O''Brien \\ Söhne' else 'Company ' || n end as "Company",
    case when n % 10 = 0 then null when n % 2 = 0 then 'Working' else 'Open' end as "Status",
    case when n = 1 then null else 'person' || n || '@company.example' end as "Email",
    (n % 500)::integer as "NumberOfEmployees",
    (n * 10.25)::decimal(18, 2) as "AnnualRevenue",
    n % 3 = 0 as "IsConverted",
    case when n % 3 = 0 then date '2026-06-01' + (n % 120)::integer end as "ConvertedDate",
    case when n = 9 then 'GA1.1.77' end as "GA_Client_ID__c",
    timestamp '2026-06-01 00:00:00' + n * interval 1 minute as "SystemModstamp"
from range(1, {LEADS} + 1) as leads(n);
create table salesforce."User" as
select '0055g00000HaLdEAAV' as "Id", 'Ada' as "Name", true as "IsActive",
    timestamp '2026-01-01 00:00:00' as "SystemModstamp";

create schema google_ads;
create table google_ads.customer as
select * from (values
    ({EUR_ACCOUNT}, 'Halden EU', 'EUR', 'Europe/Berlin', false, 'ENABLED'),
    ({USD_ACCOUNT}, 'Halden US', 'USD', 'America/New_York', false, 'ENABLED'),
    ({MANAGER}, 'Halden', 'EUR', 'Europe/Berlin', true, 'ENABLED')
) as account("customer.id", "customer.descriptive_name", "customer.currency_code",
    "customer.time_zone", "customer.manager", "customer.status");
create table google_ads.campaign as
select * from (values
    ({EUR_ACCOUNT}, 21000000001, 'DE | Search', 'ENABLED', 'SEARCH', '2026-05-01 00:00:00'),
    ({EUR_ACCOUNT}, 21000000005, 'EU | Performance Max', 'PAUSED', 'PERFORMANCE_MAX', null)
) as campaign("customer.id", "campaign.id", "campaign.name", "campaign.status",
    "campaign.advertising_channel_type", "campaign.start_date_time");
create table google_ads.ad_group as
select {EUR_ACCOUNT}::bigint as "customer.id", 21000000001::bigint as "campaign.id",
    147::bigint as "ad_group.id", 'Brand' as "ad_group.name", 'ENABLED' as "ad_group.status";
create table google_ads.ad_group_ad as
select {EUR_ACCOUNT}::bigint as "customer.id", 21000000001::bigint as "campaign.id",
    147::bigint as "ad_group.id", ad::bigint as "ad_group_ad.ad.id", 'Ad ' || ad as
    "ad_group_ad.ad.name", ['https://www.halden.example/'] as "ad_group_ad.ad.final_urls"
from (values (42), (43)) as ads(ad);
create table google_ads.ad_group_ad_performance as
select ad.* exclude ("ad_group_ad.ad.name", "ad_group_ad.ad.final_urls"),
    day::date as "segments.date", 1000001::bigint as "metrics.cost_micros",
    100::bigint as "metrics.impressions", 0::bigint as "metrics.clicks",
    0.5::double as "metrics.conversions", 10.0::double as "metrics.conversions_value"
from google_ads.ad_group_ad as ad
cross join generate_series(date '2026-06-01', date '{LAST_DAY}', interval 1 day) as days(day);
create table google_ads.campaign_performance as
select campaign."customer.id", campaign."campaign.id", campaign."campaign.name",
    day::date as "segments.date",
    (2000002 + 7 * (campaign."campaign.id" % 2))::bigint as "metrics.cost_micros",
    200::bigint as "metrics.impressions", 3::bigint as "metrics.clicks",
    1.0::double as "metrics.conversions", 20.0::double as "metrics.conversions_value"
from google_ads.campaign
cross join generate_series(date '2026-06-01', date '{LAST_DAY}', interval 1 day) as days(day);
create table google_ads.click_view as
select {EUR_ACCOUNT}::bigint as "customer.id", 21000000001::bigint as "campaign.id",
    147::bigint as "ad_group.id", 'gclid-' || strftime(day, '%Y%m%d') as "click_view.gclid",
    'customers/{EUR_ACCOUNT}/adGroupAds/147~42' as "click_view.ad_group_ad",
    'halden' as "click_view.keyword_info.text", 'EXACT' as "click_view.keyword_info.match_type",
    day::date as "segments.date"
from generate_series(date '2026-06-01', date '{LAST_DAY}', interval 1 day) as days(day)
union all  -- Performance Max has neither ad groups nor ads nor keywords
select {EUR_ACCOUNT}, 21000000005, null, 'gclid-pmax', null, null, null, date '{LAST_DAY}';
"""


def build_small_company(folder: Path) -> Path:
    """Write `company.duckdb` into the folder; the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(folder / "company.duckdb")) as connection:
        connection.execute(_SQL)
    (folder / FINGERPRINT).write_text(json.dumps({"seed": 7}))
    return folder
