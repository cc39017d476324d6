{{ config(materialized='incremental', incremental_strategy='by_batch') }}

{# Landed rows that meet a rule, copies included: few, so what conversions need of them is kept here, and no later build
   reads the others again. Rules meet distinct combinations, not events. #}
{% set state = arrival_state(contents_of({'int_conversion_rules': [
    'rule_id', 'rule_version', 'conversion_type', 'entity', 'field', 'operator', 'value', 'valid_from', 'valid_to'
]}), read=['int_pages']) %}

with

web_events as (

    select
        *,
        {{ page_key() }} as page_key
    from {{ ref('conformed_web_events') }}
    where {{ in_batches(arrived_batches(state)) }} and {{ may_convert('event_name') }}

),

pages as (

    select * from {{ ref('int_pages') }}

),

read as (

    select
        {{ row_hash(['web_events.source_system', 'web_events.batch_id']) }} as batch_key,
        web_events.row_in_batch,
        web_events.event_key,
        web_events.source_system,
        web_events.event_id,
        web_events.event_name,
        web_events.form_id,
        web_events.page_key,
        web_events.email_key,
        web_events.user_id,
        {{ possible_value('web_events.value') }} as value,
        web_events.currency_code,
        web_events.event_at
    from web_events

),

combinations as (

    select
        distinct_events.*,
        pages.page_host,
        pages.page_path,
        pages.page_url
    from (
        select distinct
            event_name,
            form_id,
            page_key
        from read
    ) as distinct_events
    left join pages on distinct_events.page_key = pages.page_key

),

matches as (

    {{ matching_rules(
        'combinations', ['event_name', 'form_id', 'page_key'], 'web_events', conversion_rule_fields('web_events').text
    ) }}

),

matched as (

    select distinct
        read.*,
        matches.conversion_type,
        matches.rule_id,
        matches.rule_version,
        {{ state_columns(state) }}
    from read
    inner join matches
        on
            read.event_name = matches.event_name
            and read.form_id is not distinct from matches.form_id
            and read.page_key is not distinct from matches.page_key
            and {{ rule_is_valid_at('read.event_at') }}

)

select * from matched
