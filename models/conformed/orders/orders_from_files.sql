{{ config(enabled=system_is_on('files')) }}

with

orders as (

    select * from {{ ref('stg_files__orders') }}

),

conformed as (

    select
        source_system,
        order_source_id,
        order_line,
        order_type,
        sales_channel,
        person_source_id,
        account_source_id,
        email_key,
        amount,
        currency_code,
        ordered_at,
        coupon,
        affiliate,
        loaded_at
    from orders

)

select * from conformed
