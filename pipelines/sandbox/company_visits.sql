-- Everything that moves through the site: people's visits, shop visits and bots; and the pages
-- with the addresses they were opened by.

create table all_sessions as
with bots as (
    select bot_no, unnest(range(1, 3)) as visit_no
    from range(greatest(4, getvariable('visitors') // 400)) as bot(bot_no)
),

everything as (
    select
        session_no, person_no, device_no, started_at, channel, utm_source, utm_medium, utm_campaign,
        referrer, gclid, ad_id, country, null as order_no
    from sessions
    union all
    select
        shop.session_no, shop.person_no, shop.device_no, shop.started_at, 'Direct', null, null, null,
        null, null, null, known.country, shop.order_no
    from shop_visits as shop
    inner join known_persons as known using (person_no)
    union all
    select
        3000000000000 + bot_no * 10 + visit_no, null, -1 - bot_no,
        berlin_to_utc(seconds_after(
            (
                getvariable('start_date') + whole(
                    concat(bot_no, '-', visit_no), 'bot day', getvariable('days') - 1
                )::integer
            )::timestamp,
            whole(concat(bot_no, '-', visit_no), 'bot time', 86000)
        )),
        'Direct', null, null, null, null, null, null, 'US', null
    from bots
)

select
    everything.*,
    session_no >= 3000000000000 as is_bot,
    coalesce(device.category, 'desktop') as device_category,
    coalesce(device.browser, 'Chrome') as browser,
    coalesce(device.is_consent_denied, false) as is_consent_denied,
    coalesce(device.is_ads_denied, false) as is_ads_denied,
    coalesce(
        cookie.client_id,
        concat(
            1000000000 + whole(device_no, 'cookie', 1100000000), '.',
            epoch(min(started_at) over (partition by device_no))::bigint
        )
    ) as client_id,
    min(started_at) over (partition by device_no) as device_first_seen_at,
    row_number() over (partition by device_no order by started_at, session_no) as device_session_no
from everything
left join devices as device using (device_no)
left join cookies as cookie using (device_no);

create table campaign_links as
with tagged as (
    select
        session.*,
        ad.keyword,
        -- two in five ad links rely on auto-tagging alone
        session.utm_source is not null
        and (session.gclid is null or uniform(session.session_no, 'tagging') < 0.6) as has_utm,
        if(has_utm, row_number() over (
            partition by has_utm order by uniform(session.session_no, 'untidy'), session.session_no
        ), null) as untidy_no
    from all_sessions as session
    left join ads as ad using (ad_id)
),

links as (
    select
        *,
        case
            when not has_utm then null
            when untidy_no % 60 = 1
                then concat(
                    'utm_source=', upper(left(utm_source, 1)), substr(utm_source, 2),
                    '&utm_medium=', upper(utm_medium), '&utm_campaign=', upper(utm_campaign)
                )
            when untidy_no % 60 = 2
                then concat(
                    'utm_source=', utm_source, '&utm_medium=', replace(utm_medium, '_', '%5F'),
                    '&utm_campaign=', replace(utm_campaign, '-', '%2D')
                )
            when untidy_no % 60 = 3
                then concat(
                    'utm_source=', utm_source, '&utm_source=', utm_source, '&utm_medium=',
                    utm_medium, '&utm_medium=banner&utm_campaign=', utm_campaign
                )
            when untidy_no % 60 = 4
                then concat(
                    'utm_source=', utm_source, '&utm_medium=', utm_medium, '&utm_campaign=',
                    utm_campaign, '%ZZ'
                )
            when untidy_no % 5000 = 5
                then concat(
                    'utm_source=', utm_source, '&utm_medium=', utm_medium, '&utm_campaign=',
                    utm_campaign, '&utm_content=', repeat('x', 5000)
                )
            else concat(
                'utm_source=', utm_source, '&utm_medium=', utm_medium, '&utm_campaign=', utm_campaign,
                '&utm_content=' || ad_id::varchar, '&utm_term=' || replace(keyword, ' ', '+')
            )
        end as utm_query
    from tagged
)

select
    links.session_no,
    links.has_utm,
    nullif(concat_ws(
        '&',
        links.utm_query,
        'gclid=' || links.gclid,
        case
            when known.is_canary and lead.session_no = links.session_no then 'email=' || known.email
            when links.channel = 'Email' and links.session_no % 3 = 0 then 'email=' || known.email
            when links.channel = 'Email' and links.session_no % 3 = 1 and links.session_no % 2 = 1
                then 'email=' || replace(known.email, '@', '%40')
        end
    ), '') as query
from links
left join known_persons as known using (person_no)
left join lead_persons as lead using (person_no);

create table visited_pages as
with pages_seen as (
    select session_no, page_no, page_count, viewed_at, dwell_ms, path, title, detail_draw from page_views
    union all
    select
        session_no, step.page_no, 3, started_at + to_seconds(step.after_seconds), step.dwell_ms, step.path,
        step.title, md5_number_lower(concat_ws('|', 'shop', session_no, step.page_no))
    from shop_visits
    cross join (values
        (1, 0, 40000, '/shop', 'Shop'), (2, 41, 60000, '/shop/basket', 'Basket'),
        (3, 130, 20000, '/shop/thank-you', 'Thank you')
    ) as step(page_no, after_seconds, dwell_ms, path, title)
    union all
    select
        session.session_no, bot_page.page_no, 99, session.started_at + to_seconds(bot_page.page_no), 900,
        page.path, page.title, md5_number_lower(
            concat_ws('|', 'bot', session.session_no, bot_page.page_no)
        )
    from all_sessions as session
    cross join range(1, 31) as bot_page(page_no)
    inner join pages as page on bot_page.page_no % 16 = page.page_rank
    where session.is_bot
),

located as (
    select
        pages_seen.*,
        concat(
            'https://www.halden.example', path, if(page_no = 1, '?' || link.query, '')
        ) as page_location
    from pages_seen
    left join campaign_links as link using (session_no)
)

select
    located.* exclude (path),
    path,
    case
        when page_no = 1 then session.referrer
        -- back from the payment provider
        when path = '/shop/thank-you' then 'https://www.paypal.com/'
        else lag(page_location) over (partition by session_no order by page_no)
    end as page_referrer
from located
inner join all_sessions as session using (session_no);
