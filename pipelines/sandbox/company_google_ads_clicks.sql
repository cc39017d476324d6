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
