{{ config(enabled=system_is_on('files')) }}

with

landed as (

    {{ landed_rows(
        'files', 'orders',
        key=['source_system', 'order_type', 'order_source_id', 'order_line'],
        newest_by=['source_file', 'source_row']
    ) }}

),

orders as (

    select
        source_system,
        order_source_id,
        order_line,
        order_type,
        sales_channel,
        person_source_id,
        account_source_id,
        email_key,
        cast(amount as decimal(18, 2)) as amount,
        currency_code,
        cast(ordered_at as timestamp) as ordered_at,
        coupon,
        affiliate,
        source_file,
        cast(source_row as bigint) as source_row,
        loaded_at
    from landed

)

select * from orders
