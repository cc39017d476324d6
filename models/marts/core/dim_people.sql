{# Nobody's name, address or number stands here: a person is a hash, and what is kept tells companies and places. #}
with

person_identifiers as (

    select * from {{ ref('int_person_identifiers') }}

),

people as (

    select * from {{ ref('conformed_people') }}

),

people_resolved as (

    select * from {{ ref('int_people_resolved') }}

),

person_accounts as (

    select * from {{ ref('int_person_accounts') }}

),

touchpoints as (

    select * from {{ ref('int_touchpoints') }}

),

sessions as (

    select * from {{ ref('int_sessions') }}

),

identified as (

    select
        person_id,
        bool_or(identifier_type in ('crm_id', 'user_id', 'email_key', 'phone_key')) as is_known,
        count(*) filter (where identifier_type = 'cookie') as cookies,
        count(*) filter (where identifier_type = 'crm_id') as records,
        min(first_seen_at) as first_seen_at
    from person_identifiers
    group by person_id

),

described as (

    select
        people_resolved.person_id,
        people.email_domain,
        people.country
    from people
    inner join people_resolved
        on
            people.source_system = people_resolved.source_system
            and people.person_source_id = people_resolved.person_source_id
    where not people_resolved.is_deleted
    qualify row_number() over (
        partition by people_resolved.person_id
        order by
            people.email_domain is null, people.created_at nulls last, people.source_system,
            people.person_source_id
    ) = 1

),

first_touches as (

    select * from touchpoints
    qualify row_number() over (partition by person_id order by touched_at, touchpoint_id) = 1

),

visits as (

    select
        person_id,
        bool_and(is_bot) as is_bot
    from sessions
    group by person_id

),

final as (

    select
        identified.person_id,
        person_accounts.account_id,
        described.email_domain,
        described.country,
        first_touches.channel as first_channel,
        first_touches.source as first_source,
        first_touches.medium as first_medium,
        first_touches.campaign_id as first_campaign_id,
        cast(identified.cookies as bigint) as cookies,
        cast(identified.records as bigint) as records,
        identified.is_known,
        not identified.is_known and coalesce(visits.is_bot, false) as is_bot,
        identified.first_seen_at
    from identified
    left join person_accounts
        on identified.person_id = person_accounts.person_id
    left join described
        on identified.person_id = described.person_id
    left join first_touches
        on identified.person_id = first_touches.person_id
    left join visits
        on identified.person_id = visits.person_id

)

select * from final
