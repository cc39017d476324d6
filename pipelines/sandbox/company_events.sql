-- The stream of events the site sends, flat: one row an event, before it is nested and exported.

create table event_rows as
with pages_with_session as (
    select
        page.session_no,
        page.page_no,
        page.page_count,
        page.viewed_at,
        page.dwell_ms,
        page.path,
        page.detail_draw,
        session.person_no,
        session.is_bot,
        session.order_no,
        session.device_session_no,
        session.is_consent_denied
    from visited_pages as page
    inner join all_sessions as session using (session_no)
),

moments as (
    select session_no, page_no, 0 as step_no, 'session_start' as event_name, viewed_at as event_at
    from pages_with_session
    where page_no = 1 and not is_consent_denied
    union all
    select session_no, page_no, 1, 'first_visit', viewed_at
    from pages_with_session
    where page_no = 1 and device_session_no = 1 and not is_consent_denied
    union all
    select session_no, page_no, 2, 'page_view', viewed_at
    from pages_with_session
    union all
    select session_no, page_no, 4, 'scroll', viewed_at + to_milliseconds(dwell_ms // 2)
    from pages_with_session
    where detail_draw % 100 < 25 and not is_bot
    union all
    select session_no, page_no, 9, 'user_engagement', viewed_at + to_milliseconds(dwell_ms)
    from pages_with_session
    where detail_draw % 97 < 44 and not is_bot
    union all
    select session_no, page_no, 5, 'file_download', viewed_at + to_milliseconds(dwell_ms // 3)
    from pages_with_session
    where path in (
        '/guides/titration', '/blog/gxp-audit-checklist', '/products/titrators'
    ) and detail_draw % 31 = 4 and not is_bot
    union all
    select page.session_no, page.page_no, 6, 'sign_up', page.viewed_at + interval 7 second
    from pages_with_session as page
    inner join sessions as session using (session_no)
    where session.person_session_no = 1 and session.is_subscriber and page.page_no = page.page_count
    union all
    -- the form; and forms whose lead never reached the CRM
    select page.session_no, page.page_no, 7, 'generate_lead', coalesce(
        lead.form_at, page.viewed_at + interval 8 second
    )
    from pages_with_session as page
    left join lead_persons as lead using (session_no)
    where page.page_no = page.page_count and (
        lead.lead_no is not null or page.session_no % 499 = 7
    ) and not page.is_bot
    union all
    select page.session_no, page.page_no, 3, 'login', page.viewed_at + interval 5 second
    from pages_with_session as page
    inner join lead_persons as lead on page.person_no = lead.person_no
    inner join known_persons as known on page.person_no = known.person_no
    where page.page_no = 1 and page.viewed_at > lead.created_at and known.app_user_id is not null
    union all
    select session_no, page_no, 8, 'purchase', viewed_at
    from pages_with_session
    where order_no is not null and page_no = page_count
)

select row_number() over (order by event_at, session_no, page_no, step_no) as event_no, *
from moments
order by event_no;

-- The events of some rows of event_rows, with all that is known of them: wide, so never all at once.
create macro full_events(chosen) as table (
    select
        event.*,
        page.page_location,
        page.page_referrer,
        page.title as page_title,
        page.viewed_at,
        page.dwell_ms,
        event.page_no = 1 and event.event_name in (
            'session_start', 'first_visit', 'page_view'
        ) as is_landing,
        (page.detail_draw >> 20) % 2147483647 as bundle_no,
        session.client_id,
        session.device_no,
        session.device_session_no,
        session.device_first_seen_at,
        session.is_consent_denied,
        session.is_ads_denied,
        session.device_category,
        session.browser,
        session.started_at,
        market.country_name,
        market.city,
        market.continent,
        session.gclid,
        if(link.has_utm, session.utm_source, case session.channel
            when 'Organic Search' then regexp_extract(session.referrer, '(google|bing|duckduckgo)')
            when 'Referral' then regexp_extract(session.referrer, '//([^/]+)', 1)
            when 'Organic Social' then regexp_extract(session.referrer, '//([^/]+)', 1)
        end) as source,
        if(link.has_utm, session.utm_medium, case session.channel
            when 'Organic Search' then 'organic' when 'Referral' then 'referral' when 'Organic Social' then 'referral'
        end) as medium,
        if(link.has_utm, session.utm_campaign, null) as campaign,
        if(link.has_utm and session.gclid is not null, session.ad_id::varchar, null) as content,
        if(link.has_utm, ad.keyword, null) as term,
        case
            when session.is_bot then ([
                'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
                'Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)',
                'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/124.0.0.0 Safari/537.36',
                'python-requests/2.32.3'
            ])[1 + session.session_no // 10 % 4]
            when session.device_category = 'desktop'
                then 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) ' || session.browser || '/126.0.0.0'
            else 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) ' || session.browser || '/17.5 Mobile/15E148'
        end as user_agent,
        if(event.step_no > 2 and event.event_at > lead.created_at, known.app_user_id, null) as user_id,
        case event.event_name when 'generate_lead' then 'quote-request' when 'sign_up' then 'newsletter' end as form_id,
        if(
            event.event_name = 'generate_lead' and (known.is_canary or event.event_no % 19 = 3),
            known.email, null
        ) as form_email,
        if(event.event_name = 'purchase', orders.order_number, null) as transaction_id,
        if(event.event_name = 'purchase', orders.currency, null) as currency,
        if(event.event_name = 'purchase', basket.amount, null) as revenue,
        experiment.experiment_id,
        experiment.variant_id,
        file.file_name
    from query_table(chosen) as event
    inner join visited_pages as page using (session_no, page_no)
    inner join all_sessions as session using (session_no)
    inner join markets as market on session.country = market.country
    left join campaign_links as link using (session_no)
    left join ads as ad on session.ad_id = ad.ad_id
    left join known_persons as known on session.person_no = known.person_no
    left join lead_persons as lead on session.person_no = lead.person_no
    left join orders on session.order_no = orders.order_no
    left join (
        select order_no, sum(amount)::double as amount from order_lines where order_type = 'order' group by order_no
    ) as basket on session.order_no = basket.order_no
    left join experiment_views as experiment
        on
            event.event_name = 'page_view'
            and event.session_no = experiment.session_no
            and event.page_no = experiment.page_no
    left join page_files as file
        on
            event.event_name = 'file_download'
            and page.path = file.path
            and file.file_no = whole(concat(event.session_no, '|', event.page_no), 'download', file.files)
);
