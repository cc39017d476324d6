-- The company's web site, and how visitors arrive at it.

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

-- What can be downloaded where; of several files on a page, a visitor takes one.
create table page_files as
from (values
    ('/guides/titration', 0, 1, '/files/titration-guide.pdf'),
    ('/blog/gxp-audit-checklist', 0, 1, '/files/gxp-audit-checklist.xlsx'),
    ('/products/titrators', 0, 2, '/files/titrators-brochure.pdf'),
    ('/products/titrators', 1, 2, '/files/titrators-data-sheet.pdf')
) as file(path, file_no, files, file_name);
