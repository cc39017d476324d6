-- The ads the company runs.

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
