{# What the earliest record of each person says about where the person came from. A click id says most, then tags,
   then the source somebody picked from a list or the person wrote. Deleted records declare nothing, and so do records
   that say nothing. #}
with

people as (

    select * from {{ ref('conformed_people') }}

),

people_resolved as (

    select * from {{ ref('int_people_resolved') }}

),

earliest as (

    select
        people_resolved.person_id,
        people.*
    from people
    inner join people_resolved
        on
            people.source_system = people_resolved.source_system
            and people.person_source_id = people_resolved.person_source_id
    where not people_resolved.is_deleted and people.created_at is not null
    qualify row_number() over (
        partition by people_resolved.person_id
        order by people.created_at, people.source_system, people.person_source_id
    ) = 1

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
        ) is not null as is_tagged,
        nullif(lower(trim(coalesce(nullif(trim(lead_source), ''), self_reported_source))), '') as declared_source
    from earliest

),

declared as (

    select
        person_id,
        source_system,
        person_source_id,
        created_at as declared_at,
        case when is_tagged then 'web' else 'declared' end as origin,
        case when is_tagged then utm_source else declared_source end as utm_source,
        case when is_tagged then utm_medium end as utm_medium,
        case when is_tagged then utm_campaign end as utm_campaign,
        case when is_tagged then utm_content end as utm_content,
        case when is_tagged then utm_term end as utm_term,
        case when is_tagged then utm_id end as utm_id,
        cast(null as string) as referrer_host,
        cast(null as string) as page_host,
        click_id,
        {{ click_id_type() }} as click_id_type
    from told
    where is_tagged or declared_source is not null

),

keyed as (

    select
        *,
        {{ traffic_key() }} as traffic_key
    from declared

)

select * from keyed
