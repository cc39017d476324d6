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

touches as (

    select
        md5(concat(
            'response|', campaign_responses.source_system, '|', campaign_responses.response_source_id
        )) as touchpoint_id,
        campaign_responses.source_system,
        campaign_responses.response_source_id,
        people_resolved.person_id,
        campaign_responses.status,
        campaigns.name as campaign_name,
        campaigns.type as campaign_type,
        campaign_responses.responded_at,
        coalesce(campaigns.channel, 'Unassigned') as channel,
        lower(trim(campaigns.type)) as source,
        cast(null as string) as medium,
        campaigns.campaign_id,
        lower(trim(campaigns.name)) as campaign
    from campaign_responses
    inner join people_resolved
        on
            campaign_responses.source_system = people_resolved.source_system
            and campaign_responses.person_source_id = people_resolved.person_source_id
    left join campaigns
        on
            campaign_responses.campaign_source_id = campaigns.campaign_source_id
            and (campaign_responses.source_system = campaigns.source_system or campaigns.is_only_bearer)
    where campaign_responses.has_responded and campaign_responses.responded_at is not null

)

select * from touches
