{# Deals that count, on our keys. Deleted ones do not. #}
with

opportunities as (

    select * from {{ ref('conformed_opportunities') }}
    where not coalesce(is_deleted, false)

),

people as (

    select * from {{ ref('int_people_resolved') }}

),

accounts as (

    select * from {{ ref('int_accounts_resolved') }}

),

stage_map as (

    select * from {{ ref('funnel_stage_map') }}
    where object_type = 'opportunity'

),

stages as (

    select * from {{ ref('funnel_stages') }}

),

deals as (

    select
        md5(opportunities.source_system || '|' || opportunities.opportunity_source_id) as opportunity_id,
        opportunities.source_system,
        opportunities.opportunity_source_id,
        people.person_id,
        accounts.account_id,
        opportunities.stage,
        stages.position as funnel_stage,
        {{ has_meaning('opportunities', status='stage') }} as is_stage_mapped,
        opportunities.lead_source,
        opportunities.is_won,
        opportunities.is_closed,
        opportunities.amount,
        opportunities.currency_code,
        opportunities.created_at,
        opportunities.closed_at
    from opportunities
    left join people
        on
            opportunities.source_system = people.source_system
            and opportunities.primary_person_source_id = people.person_source_id
    left join accounts
        on
            opportunities.source_system = accounts.source_system
            and opportunities.account_source_id = accounts.account_source_id
    {{ meaning_of_status('opportunities', 'stage_map', status='stage') }}
    left join stages on {{ meant('stage') }} = stages.stage

)

select * from deals
