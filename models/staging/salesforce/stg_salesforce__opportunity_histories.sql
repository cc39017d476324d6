{{ config(enabled=system_is_on('salesforce')) }}

with

landed as (

    {{ landed_rows('salesforce', 'opportunity_history', key=['id'], newest_by=['system_modstamp']) }}

),

opportunity_histories as (

    select
        id as opportunity_history_id,
        opportunity_id,
        created_by_id,
        stage_name,
        currency_iso_code,
        forecast_category,
        {{ to_money('amount') }} as amount,
        cast(probability as decimal(18, 2)) as probability,
        cast(is_deleted as boolean) as is_deleted,
        cast(close_date as date) as close_date,
        cast(created_date as timestamp) as created_at,
        cast(system_modstamp as timestamp) as system_modified_at,
        loaded_at
    from landed

)

select * from opportunity_histories
