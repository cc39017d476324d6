{# Deals that meet a rule, dated as their conversion type says. #}
{% set fields = conversion_rule_fields('opportunities') %}

with

deals as (

    select * from {{ ref('int_deals') }}

),

types as (

    select * from {{ ref('conversion_types') }}

),

subjects as (

    select
        opportunity_id,
        source_system,
        opportunity_source_id,
        stage,
        lead_source,
        amount,
        funnel_stage,
        case when is_won then 'true' else 'false' end as is_won,
        case when is_closed then 'true' else 'false' end as is_closed
    from deals

),

matches as (

    {{ matching_rules('subjects', ['opportunity_id'], 'opportunities', fields.text, fields.number) }}

),

dated as (

    select
        matches.conversion_type,
        matches.rule_id,
        matches.rule_version,
        matches.valid_from,
        matches.valid_to,
        deals.source_system,
        deals.opportunity_source_id as record_source_id,
        deals.opportunity_id,
        deals.person_id,
        deals.account_id,
        deals.amount as value,
        deals.currency_code,
        case types.dated_by
            when 'created_at' then deals.created_at
            when 'closed_at' then deals.closed_at
        end as converted_at
    from matches
    inner join deals on matches.opportunity_id = deals.opportunity_id
    inner join types on matches.conversion_type = types.conversion_type

),

conversions as (

    select * from dated
    where {{ rule_is_valid_at('converted_at') }}

)

select * from conversions
