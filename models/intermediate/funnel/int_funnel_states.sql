{# What the records of a person, and of an account, say about where it stands in the funnel: its leads, and the deals it
   is on. A deal is everyone's on it, and its account's; a person's records are their account's, too. #}
with

statuses as (

    select * from {{ ref('int_person_statuses') }}

),

deal_statuses as (

    select * from {{ ref('int_record_statuses') }}
    where object_type = 'opportunity'

),

deals as (

    select * from {{ ref('int_deals') }}

),

deal_people as (

    select * from {{ ref('int_deal_people') }}

),

person_accounts as (

    select * from {{ ref('int_person_accounts') }}

),

stage_map as (

    select * from {{ ref('funnel_stage_map') }}
    where object_type = 'opportunity'

),

stages as (

    select * from {{ ref('funnel_stages') }}

),

deal_states as (

    select
        deals.opportunity_id,
        coalesce(deals.account_id, person_accounts.account_id) as account_id,
        deal_statuses.status,
        {{ meant('stage') }} as stage,
        {{ meant('outcome') }} as outcome,
        deal_statuses.reached_at
    from deal_statuses
    inner join deals
        on
            deal_statuses.source_system = deals.source_system
            and deal_statuses.object_source_id = deals.opportunity_source_id
    left join person_accounts on deals.person_id = person_accounts.person_id
    {{ meaning_of_status('deal_statuses', 'stage_map') }}

),

states as (

    select
        'person' as subject_type,
        person_id as subject_id,
        md5(concat(source_system, '|', person_source_id)) as record_id,
        is_merged,
        status,
        stage,
        outcome,
        reached_at
    from statuses

    union all

    select
        'account' as subject_type,
        person_accounts.account_id as subject_id,
        md5(concat(statuses.source_system, '|', statuses.person_source_id)) as record_id,
        statuses.is_merged,
        statuses.status,
        statuses.stage,
        statuses.outcome,
        statuses.reached_at
    from statuses
    inner join person_accounts on statuses.person_id = person_accounts.person_id

    union all

    select
        'person' as subject_type,
        deal_people.person_id as subject_id,
        deal_states.opportunity_id as record_id,
        false as is_merged,
        deal_states.status,
        deal_states.stage,
        deal_states.outcome,
        deal_states.reached_at
    from deal_states
    inner join deal_people on deal_states.opportunity_id = deal_people.opportunity_id

    union all

    select
        'account' as subject_type,
        account_id as subject_id,
        opportunity_id as record_id,
        false as is_merged,
        status,
        stage,
        outcome,
        reached_at
    from deal_states
    where account_id is not null

),

final as (

    select
        states.*,
        stages.position
    from states
    left join stages on states.stage = stages.stage
    where
        states.reached_at is not null
        and (states.stage is not null or states.outcome is not null)

)

select * from final
