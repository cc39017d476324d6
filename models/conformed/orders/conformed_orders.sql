with

orders as (

    {{ union_systems('orders', ['files']) }}

)

select * from orders
