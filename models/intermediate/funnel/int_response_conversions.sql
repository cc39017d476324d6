{# Responses to campaigns that meet a rule. Of one person, every campaign is an inquiry of its own. #}
{% set fields = conversion_rule_fields('campaign_responses') %}

with

responses as (

    select
        touchpoint_id,
        source_system,
        response_source_id,
        person_id,
        campaign_id,
        status,
        'true' as has_responded,
        campaign_name as campaign,
        campaign_type,
        responded_at
    from {{ ref('int_response_touches') }}

),

matches as (

    {{ matching_rules('responses', ['touchpoint_id'], 'campaign_responses', fields.text) }}

),

conversions as (

    select
        matches.conversion_type,
        matches.rule_id,
        matches.rule_version,
        responses.source_system,
        responses.response_source_id as record_source_id,
        concat('response|', coalesce(responses.campaign_id, responses.response_source_id)) as event_name,
        responses.person_id,
        responses.responded_at as converted_at
    from matches
    inner join responses on matches.touchpoint_id = responses.touchpoint_id
    where {{ rule_is_valid_at('responses.responded_at') }}

)

select * from conversions
