with

sales_activities as (

    {{ union_systems('sales_activities', ['salesforce', 'files']) }}

)

select * from sales_activities
