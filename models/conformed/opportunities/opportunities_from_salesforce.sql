{{ config(enabled=system_is_on('salesforce')) }}

with

opportunities as (

    select * from {{ ref('stg_salesforce__opportunities') }}

),

roles as (

    select * from {{ ref('opportunity_people_from_salesforce') }}

),

stage_changes as (

    select * from {{ ref('stage_changes_from_salesforce') }}

),

primary_people as (

    select
        opportunity_source_id,
        person_source_id
    from roles
    where is_primary

),

{# A deal that was reopened and closed again counts by its last change into the stage it is in. #}
last_changes as (

    select
        object_source_id,
        to_stage,
        max(changed_at) as changed_at
    from stage_changes
    where object_type = 'opportunity'
    group by object_source_id, to_stage

),

conformed as (

    select
        'salesforce' as source_system,
        opportunities.opportunity_id as opportunity_source_id,
        opportunities.account_id as account_source_id,
        coalesce(primary_people.person_source_id, opportunities.contact_id) as primary_person_source_id,
        opportunities.campaign_id as campaign_source_id,
        opportunities.name,
        opportunities.stage_name as stage,
        opportunities.amount,
        opportunities.currency_iso_code as currency_code,
        {{ blank_to_null('opportunities.lead_source') }} as lead_source,
        opportunities.owner_id,
        opportunities.created_at,
        case
            when opportunities.is_closed
                then coalesce(last_changes.changed_at, cast(opportunities.close_date as timestamp))
        end as closed_at,
        opportunities.is_won,
        opportunities.is_closed,
        opportunities.is_deleted,
        opportunities.loaded_at
    from opportunities
    left join primary_people
        on opportunities.opportunity_id = primary_people.opportunity_source_id
    left join last_changes
        on
            opportunities.opportunity_id = last_changes.object_source_id
            and opportunities.stage_name = last_changes.to_stage

)

select * from conformed
