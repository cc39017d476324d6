{# What a person's records say about conversions: every status that meets a rule, not yet one per person. #}
{% set fields = conversion_rule_fields('people') %}

with

statuses as (

    select * from {{ ref('int_person_statuses') }}

),

matches as (

    {{ matching_rules(
        'statuses', ['source_system', 'person_source_id', 'person_id', 'status', 'reached_at'], 'people',
        fields.text, fields.number
    ) }}

),

conversions as (

    select distinct
        conversion_type,
        rule_id,
        rule_version,
        source_system,
        person_source_id as record_source_id,
        person_id,
        reached_at as converted_at
    from matches
    where {{ rule_is_valid_at('reached_at') }}

)

select * from conversions
