{# The rules with what evaluating them needs, as int_conversion_rules has it for conversions. #}
with

rules as (

    select * from {{ ref('lead_score_rules') }}

),

versions as (

    select
        rule_id,
        version,
        lead(min(valid_from)) over (partition by rule_id order by version asc) as valid_to,
        count(*) as conditions
    from rules
    group by rule_id, version

),

readable as (

    select
        rules.rule_id,
        rules.version as rule_version,
        rules.rule_group,
        rules.entity,
        rules.field,
        rules.operator,
        rules.value,
        try_cast(rules.value as double) as value_number,
        rules.points,
        rules.half_life_days,
        rules.cap,
        versions.conditions,
        cast(rules.valid_from as timestamp) as valid_from,
        cast(versions.valid_to as timestamp) as valid_to
    from rules
    inner join versions
        on rules.rule_id = versions.rule_id and rules.version = versions.version

)

select * from readable
