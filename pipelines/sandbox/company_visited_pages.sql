-- Every page of every visit, with the address it was opened by.

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
