{{ config(enabled=system_is_on('salesforce')) }}

with

histories as (

    select *
    from {{ ref('stg_salesforce__opportunity_histories') }}
    where is_deleted is distinct from true

),

{# Salesforce logs every edit of amount, probability or close date beside those of the stage. #}
with_previous_stage as (

    select
        *,
        lag(stage_name) over (
            partition by opportunity_id
            order by created_at nulls first, system_modified_at nulls first, opportunity_history_id nulls first
        ) as previous_stage_name
    from histories

),

conformed as (

    select
        'salesforce' as source_system,
        opportunity_history_id as stage_change_id,
        'opportunity' as object_type,
        opportunity_id as object_source_id,
        previous_stage_name as from_stage,
        stage_name as to_stage,
        created_at as changed_at,
        amount,
        currency_iso_code as currency_code,
        loaded_at
    from with_previous_stage
    where stage_name is distinct from previous_stage_name

)

select * from conformed
