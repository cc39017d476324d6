-- Everything that moves through the site: people's visits, shop visits and bots.

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
