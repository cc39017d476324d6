{# Responses to campaigns: somebody came to the booth, joined the webinar, answered the mailing. A file may name a
   campaign of another system by that system's id. #}
with

campaign_responses as (

    select * from {{ ref('conformed_campaign_responses') }}

),

people_resolved as (

    select * from {{ ref('int_people_resolved') }}

),

campaigns as (

    select * from {{ ref('int_campaigns') }}

),

only_bearers as (

    select
        campaign_source_id,
        min(campaign_id) as campaign_id
    from campaigns
    group by campaign_source_id
    having count(*) = 1

),

named as (

    select
        campaign_responses.*,
        coalesce(own.campaign_id, only_bearers.campaign_id) as campaign_id
    from campaign_responses
    left join campaigns as own
        on
            campaign_responses.source_system = own.source_system
            and campaign_responses.campaign_source_id = own.campaign_source_id
    left join only_bearers
        on campaign_responses.campaign_source_id = only_bearers.campaign_source_id

),

touches as (

    select
        md5(concat(
            'response|', named.source_system, '|', named.response_source_id
        )) as touchpoint_id,
        people_resolved.person_id,
        named.responded_at,
        coalesce(campaigns.channel, 'Unassigned') as channel,
        lower(trim(campaigns.type)) as source,
        cast(null as varchar) as medium,
        campaigns.campaign_id,
        lower(trim(campaigns.name)) as campaign
    from named
    inner join people_resolved
        on
            named.source_system = people_resolved.source_system
            and named.person_source_id = people_resolved.person_source_id
    left join campaigns
        on named.campaign_id = campaigns.campaign_id
    where named.has_responded and named.responded_at is not null

)

select * from touches
