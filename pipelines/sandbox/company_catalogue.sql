-- What the company is made of: markets, channels and their true effect, campaigns, ads, pages.

create table markets as
select
    *,
    sum(weight) over (order by country) - weight as from_share,
    sum(weight) over (order by country) as to_share
from (values
    ('AT', 'Austria', 'Vienna', 'Europe', 'EUR', 'EU', 8),
    ('DE', 'Germany', 'Berlin', 'Europe', 'EUR', 'EU', 40),
    ('FR', 'France', 'Lyon', 'Europe', 'EUR', 'EU', 12),
    ('GB', 'United Kingdom', 'Leeds', 'Europe', 'GBP', 'EU', 13),
    ('NL', 'Netherlands', 'Utrecht', 'Europe', 'EUR', 'EU', 7),
    ('US', 'United States', 'Boston', 'Americas', 'USD', 'US', 20)
) as market(country, country_name, city, continent, currency, region, weight);

-- beta: what one fresh touch adds to the hazard of becoming a lead, and of a deal going on;
-- channel_group: the channel's name in reports.
create table channel_effects as
from (values
    ('Paid Search', 'Paid Search', 0.030, 0.30),
    ('Cross-network', 'Cross-network', 0.014, 0.14),
    ('Display', 'Display', 0.004, 0.03),
    ('Paid Social', 'Paid Social', 0.016, 0.12),
    ('Organic Search', 'Organic Search', 0.022, 0.26),
    ('Organic Social', 'Organic Social', 0.009, 0.08),
    ('Email', 'Email', 0.040, 0.34),
    ('Referral', 'Referral', 0.034, 0.36),
    ('Direct', 'Direct', 0.004, 0.05),
    ('Trade Show', 'Events', 1.100, 0.45),
    ('Partner Referral', 'Partners', 2.200, 0.90),
    ('Phone', 'Offline', 2.500, 0.70),
    ('Purchased List', 'Outbound Sales', 1.000, 0.08)
) as effect(channel, channel_group, beta_lead, beta_deal);

create table hazard_stages as
from (values
    ('lead', 0.70, 14, 0.004),
    ('opportunity', 0.75, 30, 0.030),
    ('deal_won', 1.05, 60, 0.060)
) as stage(stage, scale, half_life_days, baseline);

create table channel_mix as
select
    visit_kind,
    channel,
    (sum(weight) over visits - weight) / 100.0 as from_share,
    sum(weight) over visits / 100.0 as to_share
from (values
    ('first', 'Paid Search', 23), ('first', 'Cross-network', 7), ('first', 'Display', 4),
    ('first', 'Paid Social', 6), ('first', 'Organic Search', 30), ('first', 'Organic Social', 5),
    ('first', 'Referral', 8), ('first', 'Direct', 17),
    ('return', 'Paid Search', 11), ('return', 'Cross-network', 3), ('return', 'Display', 6),
    ('return', 'Paid Social', 3), ('return', 'Organic Search', 19),
    ('return', 'Organic Social', 2), ('return', 'Referral', 4), ('return', 'Direct', 35),
    ('return', 'Email', 17)
) as mix(visit_kind, channel, weight)
window visits as (partition by visit_kind order by channel);

create table ad_campaigns as
from (values
    (
        1112223333, 21000000001, 'DE | Search | Brand', 'SEARCH', 'de-search-brand', 'Paid Search',
        'EU', 30, 2400000
    ),
    (
        1112223333, 21000000002, 'EU | Search | Lab balances', 'SEARCH', 'eu-search-balances',
        'Paid Search', 'EU', 40, 7900000
    ),
    (
        1112223333, 21000000003, 'EU | Search | Titrators', 'SEARCH', 'eu-search-titrators',
        'Paid Search', 'EU', 30, 9300000
    ),
    (
        1112223333, 21000000004, 'EU | Display | Remarketing', 'DISPLAY', 'eu-display-remarketing',
        'Display', 'EU', 100, 9100000
    ),
    (
        1112223333, 21000000005, 'EU | Performance Max | Instruments', 'PERFORMANCE_MAX',
        'eu-pmax-instruments', 'Cross-network', 'EU', 100, 13800000
    ),
    (
        1112223333, 21000000006, 'EU | Video | Brand film', 'VIDEO', 'eu-video-brand-film',
        'Paid Video', 'EU', 0, 0
    ),
    (
        4445556666, 31000000001, 'US | Search | Brand', 'SEARCH', 'us-search-brand', 'Paid Search',
        'US', 40, 3300000
    ),
    (
        4445556666, 31000000002, 'US | Search | Titrators', 'SEARCH', 'us-search-titrators',
        'Paid Search', 'US', 60, 14100000
    ),
    (
        4445556666, 31000000003, 'US | Performance Max | Instruments', 'PERFORMANCE_MAX',
        'us-pmax-instruments', 'Cross-network', 'US', 100, 18700000
    ),
    (
        4445556666, 31000000004, 'US | Display | Remarketing', 'DISPLAY', 'us-display-remarketing',
        'Display', 'US', 100, 10300000
    )
) as campaign(
    customer_id, campaign_id, campaign_name, campaign_type, utm_campaign, channel, region, weight,
    click_micros
);

-- Performance Max has asset groups and no ads: it never appears here.
create table ads as
select
    campaign.customer_id,
    campaign.campaign_id,
    (campaign.campaign_id * 7 + ad.group_no * 1000003)::bigint as ad_group_id,
    ad.group_name as ad_group_name,
    (campaign.campaign_id * 20 + ad.group_no * 1000003 + ad.ad_no)::bigint as ad_id,
    concat(ad.group_name, ' ', ad.ad_no) as ad_name,
    case campaign.campaign_type
        when 'SEARCH' then 'RESPONSIVE_SEARCH_AD'
        when 'DISPLAY' then 'RESPONSIVE_DISPLAY_AD'
        else 'VIDEO_RESPONSIVE_AD'
    end as ad_type,
    ad.keyword,
    ad.match_type,
    ad.path
from (values
    ('DISPLAY', 'x', 1, 1, 'All visitors', null, null, '/'),
    ('DISPLAY', 'x', 1, 2, 'All visitors', null, null, '/products/titrators'),
    ('VIDEO', 'x', 1, 1, 'In-stream', null, null, '/'),
    ('SEARCH', 'brand', 1, 1, 'Halden exact', 'halden instruments', 'EXACT', '/'),
    ('SEARCH', 'brand', 1, 2, 'Halden exact', 'halden instruments', 'EXACT', '/products'),
    (
        'SEARCH', 'balances', 1, 1, 'Analytical balances', 'analytical balance', 'PHRASE',
        '/products/analytical-balances'
    ),
    (
        'SEARCH', 'balances', 1, 2, 'Analytical balances', 'analytical balance', 'PHRASE',
        '/products/analytical-balances'
    ),
    (
        'SEARCH', 'balances', 2, 1, 'Moisture analysers', 'moisture analyser price', 'BROAD',
        '/products/moisture-analysers'
    ),
    (
        'SEARCH', 'titrators', 1, 1, 'Karl Fischer', 'karl fischer titrator', 'EXACT',
        '/products/titrators'
    ),
    (
        'SEARCH', 'titrators', 1, 2, 'Karl Fischer', 'karl fischer titrator', 'EXACT',
        '/solutions/pharma'
    ),
    (
        'SEARCH', 'titrators', 2, 1, 'Autosampler', 'titration autosampler', 'PHRASE',
        '/products/autosamplers'
    )
) as ad(campaign_type, topic, group_no, ad_no, group_name, keyword, match_type, path)
inner join ad_campaigns as campaign
    on
        ad.campaign_type = campaign.campaign_type
        and (ad.topic = 'x' or suffix(campaign.utm_campaign, ad.topic));

-- How a visit of a channel looks in the address bar. Weights are shares within channel and region.
create table visit_variants as
with variants as (
    from (values
        ('Organic Search', 'EU', null, null, null, 'https://www.google.com/', '/', 70),
        (
            'Organic Search', 'EU', null, null, null, 'https://duckduckgo.com/',
            '/blog/choosing-a-balance', 20
        ),
        (
            'Organic Search', 'US', null, null, null, 'https://www.google.com/',
            '/products/titrators', 60
        ),
        ('Organic Search', 'US', null, null, null, 'https://www.bing.com/', '/', 30),
        (
            'Organic Social', 'EU', null, null, null, 'https://www.linkedin.com/',
            '/blog/gxp-audit-checklist', 50
        ),
        (
            'Organic Social', 'US', null, null, null, 'https://lnkd.in/',
            '/blog/gxp-audit-checklist', 50
        ),
        (
            'Paid Social', 'EU', 'linkedin', 'paid_social', 'li-lab-managers',
            'https://www.linkedin.com/', '/guides/titration', 50
        ),
        (
            'Paid Social', 'US', 'linkedin', 'paid_social', 'li-lab-managers',
            'https://www.linkedin.com/', '/guides/titration', 50
        ),
        (
            'Email', 'EU', 'newsletter', 'email', 'newsletter-monthly', null,
            '/blog/choosing-a-balance', 70
        ),
        (
            'Email', 'EU', 'newsletter', 'email', 'webinar-invitation', null,
            '/webinars/titration-basics', 30
        ),
        (
            'Email', 'US', 'newsletter', 'email', 'newsletter-monthly', null,
            '/blog/choosing-a-balance', 70
        ),
        (
            'Referral', 'EU', null, null, null, 'https://www.labnews.example/reviews/balances',
            '/products', 60
        ),
        ('Referral', 'EU', null, null, null, 'https://directory.instruments.example/', '/', 40),
        (
            'Referral', 'US', null, null, null, 'https://www.labnews.example/reviews/titrators',
            '/products/titrators', 60
        ),
        ('Direct', 'EU', null, null, null, null, '/', 50),
        ('Direct', 'US', null, null, null, null, '/', 50)
    ) as variant(channel, region, utm_source, utm_medium, utm_campaign, referrer, path, weight)
),

with_ads as (
    select *, null::bigint as campaign_id, null::bigint as ad_id from variants
    union all
    select
        campaign.channel, campaign.region, 'google',
        if(campaign.channel = 'Display', 'display', 'cpc'), campaign.utm_campaign,
        'https://www.google.com/', coalesce(ad.path, '/products'),
        campaign.weight / count(*) over (partition by campaign.campaign_id),
        campaign.campaign_id, ad.ad_id
    from ad_campaigns as campaign
    left join ads as ad on campaign.campaign_id = ad.campaign_id
    where campaign.weight > 0
)

select
    *,
    coalesce(lag(to_share) over ordered, 0) as from_share
from (
    select
        *,
        if(
            lead(weight) over ordered is null,
            1,
            sum(weight) over ordered / sum(weight) over (partition by channel, region)
        ) as to_share
    from with_ads
    window ordered as (
        partition by channel, region
        order by campaign_id nulls first, ad_id, utm_campaign, referrer, path
    )
) as shared
window ordered as (partition by channel, region order by to_share);

create table pages as
from (values
    (0, '/', 'Halden Instruments'), (1, '/products', 'Products'),
    (2, '/products/analytical-balances', 'Analytical balances'),
    (3, '/products/titrators', 'Titrators'), (
        4, '/products/moisture-analysers', 'Moisture analysers'
    ),
    (5, '/products/autosamplers', 'Autosamplers'), (6, '/solutions/pharma', 'Pharma'),
    (7, '/solutions/food', 'Food & beverage'), (8, '/pricing', 'Pricing'),
    (9, '/blog/choosing-a-balance', 'Choosing a balance'),
    (
        10, '/blog/gxp-audit-checklist', 'GxP audit checklist'
    ), (11, '/guides/titration', 'Titration guide'),
    (12, '/webinars/titration-basics', 'Webinar: titration basics'), (13, '/support', 'Support'),
    (14, '/about', 'About us'), (15, '/contact', 'Contact')
) as page(page_rank, path, title);
