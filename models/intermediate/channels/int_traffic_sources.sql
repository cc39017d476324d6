{# Each combination read: does it carry a source, and which source, medium and campaign does it name. Tags say more
   than a click id, a click id more than the referrer; a referrer counts if it is neither ours nor a payment or log-in
   page on the way. A host that a tool wrote into the source tag is named as it is where it referred. #}
with

combinations as (

    select * from {{ ref('int_traffic_combinations') }}

),

known_sources as (

    select * from {{ ref('int_known_sources') }}

),

click_ids as (

    select * from {{ ref('click_ids') }}

),

host_sites as (

    select * from {{ ref('int_host_sites') }}

),

read_tags as (

    select
        traffic_key,
        origin,
        click_id_type,
        referrer_host,
        page_host,
        case when origin = 'web' then {{ read_tag('utm_source') }} else utm_source end as utm_source,
        {{ read_tag('utm_medium') }} as utm_medium,
        {{ read_tag('utm_campaign') }} as utm_campaign,
        {{ read_tag('utm_id') }} as utm_id
    from combinations

),

told as (

    select
        read_tags.traffic_key,
        read_tags.origin,
        read_tags.click_id_type,
        case
            when read_tags.origin = 'web' then {{ told_tag('read_tags.utm_source') }}
            else read_tags.utm_source
        end as utm_source,
        {{ told_tag('read_tags.utm_medium') }} as utm_medium,
        {{ told_tag('read_tags.utm_campaign') }} as utm_campaign,
        {{ told_tag('read_tags.utm_id') }} as utm_id,
        case
            when not referrer_sites.is_on_the_way and (referrer_sites.site is distinct from page_sites.site)
                then read_tags.referrer_host
        end as referrer_host
    from read_tags
    left join host_sites as referrer_sites
        on read_tags.referrer_host = referrer_sites.host
    left join host_sites as page_sites
        on read_tags.page_host = page_sites.host

),

named as (

    select
        told.*,
        click_ids.platform as click_platform,
        coalesce(
            case when instr(told.utm_source, '.') > 0 then known_tags.source end,
            told.utm_source,
            click_ids.source,
            known_referrers.source,
            told.referrer_host
        ) as source,
        coalesce(
            told.utm_medium,
            click_ids.medium,
            case
                when told.utm_source is not null or told.click_id_type is not null then null
                when known_referrers.category = 'search' then 'organic'
                when known_referrers.category = 'ai_assistant' then 'ai-assistant'
                when told.referrer_host is not null then 'referral'
            end
        ) as medium,
        case
            when told.utm_source is not null then known_tags.category
            when click_ids.source is not null then known_clicks.category
            else known_referrers.category
        end as source_category,
        case
            when told.utm_source is not null then coalesce(known_tags.source, told.utm_source)
            else click_ids.source
        end as canonical_source
    from told
    left join click_ids
        on told.click_id_type = click_ids.click_id_type
    left join known_sources as known_tags
        on told.utm_source = known_tags.name
    left join known_sources as known_referrers
        on told.referrer_host = known_referrers.name
    left join {{ ref('source_categories') }} as known_clicks
        on click_ids.source = known_clicks.name

),

sources as (

    select
        traffic_key,
        origin,
        click_id_type,
        click_platform,
        canonical_source,
        source_category,
        referrer_host,
        utm_id,
        utm_campaign as campaign,
        coalesce(source, utm_medium, utm_campaign, utm_id, click_id_type) is not null as carries_source,
        case
            when coalesce(source, utm_medium, utm_campaign, utm_id, click_id_type) is null then '(direct)'
            else coalesce(source, '(not set)')
        end as source,
        case
            when coalesce(source, utm_medium, utm_campaign, utm_id, click_id_type) is null then '(none)'
            else medium
        end as medium
    from named

)

select * from sources
