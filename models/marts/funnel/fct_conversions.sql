with

conversions as (

    select * from {{ ref('int_conversions') }}

),

conversion_values as (

    select * from {{ ref('int_conversion_values') }}

),

person_accounts as (

    select * from {{ ref('int_person_accounts') }}

),

final as (

    select
        conversions.conversion_id,
        conversions.conversion_type,
        conversions.person_id,
        coalesce(conversions.account_id, person_accounts.account_id) as account_id,
        conversions.opportunity_id,
        conversions.order_id,
        conversions.session_id,
        conversions.source_system,
        conversions.currency_code,
        conversions.rule_id,
        conversions.rule_version,
        conversions.cycle,
        conversions.placed_at is not null as is_refund,
        conversion_values.value,
        conversion_values.value_reporting,
        conversions.converted_at
    from conversions
    inner join conversion_values on conversions.conversion_id = conversion_values.conversion_id
    left join person_accounts on conversions.person_id = person_accounts.person_id

)

select * from final
