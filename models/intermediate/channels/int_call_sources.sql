{# What inbound calls say about where the caller came from: a click id and tags as a number pool knew them, else what
   the number that was dialled stands on. Whose a call is, its record says best, then the caller's number, then the
   visitor it was shown to; a number that several people share only where nothing else tells. #}
with

calls as (

    select * from {{ ref('conformed_calls') }}
    where direction is distinct from 'outbound' and started_at is not null

),

people_resolved as (

    select * from {{ ref('int_people_resolved') }}

),

person_identifiers as (

    select * from {{ ref('int_person_identifiers') }}

),

told as (

    select
        *,
        {{ click_id() }} as click_id,
        coalesce(
            {{ click_id() }},
            {{ told_tag('utm_source') }},
            {{ told_tag('utm_medium') }},
            {{ told_tag('utm_campaign') }}
        ) is not null as is_tagged
    from calls

),

called as (

    select
        coalesce(
            people_resolved.person_id,
            case when not phones.is_shared then phones.person_id end,
            case when not cookies.is_shared then cookies.person_id end,
            phones.person_id,
            cookies.person_id
        ) as person_id,
        told.source_system,
        told.call_source_id,
        told.campaign_source_id,
        told.anonymous_id,
        told.started_at,
        case when told.is_tagged then 'web' else 'declared' end as origin,
        case
            when told.is_tagged then told.utm_source
            else coalesce(nullif(lower(trim(told.source)), ''), 'phone')
        end as utm_source,
        case when told.is_tagged then told.utm_medium end as utm_medium,
        case when told.is_tagged then told.utm_campaign end as utm_campaign,
        case when told.is_tagged then told.utm_content end as utm_content,
        case when told.is_tagged then told.utm_term end as utm_term,
        case when told.is_tagged then told.utm_id end as utm_id,
        cast(null as string) as referrer_host,
        cast(null as string) as page_host,
        told.click_id,
        {{ click_id_type() }} as click_id_type
    from told
    left join people_resolved
        on
            told.source_system = people_resolved.source_system
            and told.person_source_id = people_resolved.person_source_id
    left join person_identifiers as phones
        on phones.identifier_type = 'phone_key' and told.phone_key = phones.identifier
    left join person_identifiers as cookies
        on cookies.identifier_type = 'cookie' and told.anonymous_id = cookies.identifier

),

keyed as (

    select
        *,
        {{ traffic_key() }} as traffic_key
    from called

)

select * from keyed
