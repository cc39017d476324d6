{{ config(enabled=system_is_on('google_ads')) }}

with

landed as (

    {{ landed_rows('google_ads', 'customer', key=['id']) }}

),

customers as (

    select
        cast(id as string) as customer_id,
        descriptive_name,
        currency_code,
        time_zone,
        status,
        cast(manager as boolean) as is_manager,
        loaded_at
    from landed

)

select * from customers
