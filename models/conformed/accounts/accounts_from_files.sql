{{ config(enabled=system_is_on('files')) }}

with

accounts as (

    select * from {{ ref('stg_files__accounts') }}

),

conformed as (

    select
        source_system,
        account_source_id,
        name,
        domain,
        industry,
        employees,
        annual_revenue,
        country,
        parent_source_id,
        merged_into_source_id,
        owner_id,
        is_deleted,
        created_at,
        loaded_at
    from accounts

)

select * from conformed
