{# The rules with what evaluating them needs: until when a version holds, how many conditions a rule has, and a
   funnel stage's name as its position. #}
{{ refuse_unreadable_rules() }}

with

rules as (

    select * from {{ ref('conversion_rules') }}

),

stages as (

    select * from {{ ref('funnel_stages') }}

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
        rules.conversion_type,
        rules.entity,
        rules.field,
        rules.operator,
        rules.value,
        versions.conditions,
        coalesce(cast(stages.position as double), try_cast(rules.value as double)) as value_number,
        cast(rules.valid_from as timestamp) as valid_from,
        cast(versions.valid_to as timestamp) as valid_to
    from rules
    inner join versions
        on rules.rule_id = versions.rule_id and rules.version = versions.version
    left join stages
        on rules.field = 'funnel_stage' and rules.value = stages.stage

)

select * from readable
