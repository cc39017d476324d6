-- When people come to the site, from where, and which pages they read.

create table sessions as
with visits as (
    select
        person_no,
        unnest(range(1, 2 + least(18, floor(
            ln(1 - uniform(person_no, 'visits')) / ln(if(is_prospect, 0.77, 0.42))
        )::bigint))) as visit_no
    from persons
),

spaced as (
    select
        person_no,
        visit_no,
        concat(person_no, '-', visit_no) as visit_id,
        getvariable('days') * pow(uniform(person_no, 'arrival'), 0.85) + (
            sum(
                if(
                    visit_no = 1, 0,
                    nano(-6 * ln(1 - uniform(concat(person_no, '-', visit_no), 'gap')))
                )
            )
                over (partition by person_no order by visit_no) / 1e9
        ) as day_offset
    from visits
),

dated as (
    select
        *,
        getvariable('start_date') + floor(day_offset)::integer as local_day,
        -- working hours, and a few that run across midnight
        if(
            uniform(visit_id, 'night') < 0.02,
            86400 - 600 * uniform(visit_id, 'hour'),
            25200 + 46800 * (uniform(visit_id, 'hour') + uniform(visit_id, 'hour too')) / 2
        ) as second_of_day
    from spaced
    where day_offset < getvariable('days') - 0.5
),

timed as (
    select
        person_no,
        visit_id,
        berlin_to_utc(seconds_after(
            (local_day - if(
                isodow(local_day) > 5 and local_day > getvariable('start_date') + 2
                and uniform(visit_id, 'weekend') < 0.6, 2, 0
            )::integer)::timestamp,
            second_of_day
        )) as started_at
    from dated
    -- a person is in one place at a time
    qualify coalesce(started_at - lag(started_at) over (
        partition by person_no order by started_at, visit_id
    ) > interval 75 minute, true)
),

numbered as (
    select
        row_number() over (order by person_no, started_at, visit_id) as session_no,
        row_number() over (
            partition by person_no order by started_at, visit_id
        ) as person_session_no,
        timed.*,
        person.is_subscriber,
        company.region,
        company.country,
        if(
            person.has_second_device and uniform(visit_id, 'device') < 0.4
            and not (person.is_kiosk_user and person_session_no = 1),
            person_no * 10 + 2, first_device_no
        ) as device_no
    from timed
    inner join persons as person using (person_no)
    inner join companies as company using (company_no)
),

channelled as (
    select
        numbered.*,
        case
            -- whoever is not on the list gets no mail: the visit is their own idea
            when mix.channel = 'Email' and not numbered.is_subscriber then 'Direct'
            else mix.channel
        end as channel
    from numbered
    inner join channel_mix as mix
        on
            mix.visit_kind = if(numbered.person_session_no = 1, 'first', 'return')
            and uniform(numbered.visit_id, 'channel') >= mix.from_share
            and uniform(numbered.visit_id, 'channel') < mix.to_share
)

select
    channelled.*,
    variant.utm_source,
    variant.utm_medium,
    variant.utm_campaign,
    variant.referrer,
    variant.path as landing_path,
    variant.campaign_id,
    variant.ad_id,
    if(variant.campaign_id is null, null, google_click_id(visit_id)) as gclid,
    'visit' as session_kind
from channelled
inner join visit_variants as variant
    on
        channelled.channel = variant.channel
        and channelled.region = variant.region
        and uniform(visit_id, 'variant') >= variant.from_share
        and uniform(visit_id, 'variant') < variant.to_share
order by session_no;

create table page_views as
with counted as (
    select
        session_no,
        visit_id,
        started_at,
        landing_path,
        if(
            uniform(visit_id, 'bounce') < 0.38,
            1, 2 + least(6, floor(ln(1 - uniform(visit_id, 'pages')) / ln(0.5))::bigint)
        ) as page_count
    from sessions
),

numbered as (
    select *, unnest(range(1, page_count + 1)) as page_no from counted
),

drawn as (
    select
        *,
        uniform(concat(visit_id, '/', page_no), 'page') as page_draw,
        md5_number_lower(
            concat_ws('|', getvariable('seed'), 'page', visit_id, page_no)
        ) as detail_draw
    from numbered
)

select
    session_no,
    page_no,
    page_count,
    -- 8 seconds to 3 minutes a page
    coalesce(started_at + to_microseconds(sum(8000000 + (detail_draw % 172000000)::bigint) over (
        partition by session_no order by page_no
        rows between unbounded preceding and 1 preceding
    )::bigint), started_at) as viewed_at,
    8000 + (detail_draw % 172000000)::bigint // 1000 as dwell_ms,
    if(page_no = 1, landing_path, page.path) as path,
    if(page_no = 1, 'Halden Instruments', page.title) as title,
    detail_draw
from drawn
inner join pages as page on page.page_rank = floor(16 * drawn.page_draw * drawn.page_draw)
order by session_no, page_no;
