-- The query of the address that each visit from a campaign or a mailing was opened by.

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
