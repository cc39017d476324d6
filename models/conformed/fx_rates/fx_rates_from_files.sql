{{ config(enabled=system_is_on('files')) }}

with

fx_rates as (

    select * from {{ ref('stg_files__fx_rates') }}

),

conformed as (

    select
        source_system,
        rate_date,
        from_currency,
        to_currency,
        rate,
        loaded_at
    from fx_rates

)

select * from conformed
