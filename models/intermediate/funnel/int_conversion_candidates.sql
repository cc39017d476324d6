{# All that meets a rule, before each type counts it once per what it counts. #}
with

web as (

    select * from {{ ref('int_web_conversions') }}

),

people as (

    select * from {{ ref('int_person_conversions') }}

),

responses as (

    select * from {{ ref('int_response_conversions') }}

),

deals as (

    select * from {{ ref('int_deal_conversions') }}

),

orders as (

    select * from {{ ref('int_order_conversions') }}

),

candidates as (

    select
        conversion_type,
        rule_id,
        rule_version,
        source_system,
        record_source_id,
        event_name,
        session_id,
        person_id,
        null as account_id,
        null as opportunity_id,
        null as order_id,
        value,
        currency_code,
        converted_at
    from web

    union all

    select
        conversion_type,
        rule_id,
        rule_version,
        source_system,
        record_source_id,
        null as event_name,
        null as session_id,
        person_id,
        null as account_id,
        null as opportunity_id,
        null as order_id,
        null as value,
        null as currency_code,
        converted_at
    from people

    union all

    select
        conversion_type,
        rule_id,
        rule_version,
        source_system,
        record_source_id,
        event_name,
        null as session_id,
        person_id,
        null as account_id,
        null as opportunity_id,
        null as order_id,
        null as value,
        null as currency_code,
        converted_at
    from responses

    union all

    select
        conversion_type,
        rule_id,
        rule_version,
        source_system,
        record_source_id,
        null as event_name,
        null as session_id,
        person_id,
        account_id,
        opportunity_id,
        null as order_id,
        value,
        currency_code,
        converted_at
    from deals

    union all

    select
        conversion_type,
        rule_id,
        rule_version,
        source_system,
        record_source_id,
        null as event_name,
        null as session_id,
        person_id,
        account_id,
        null as opportunity_id,
        order_id,
        value,
        currency_code,
        converted_at
    from orders

)

select * from candidates
