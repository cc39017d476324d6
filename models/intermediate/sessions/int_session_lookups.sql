{{ config(materialized='incremental', incremental_strategy='rewritten') }}

{# What sessions look up and every build makes anew (who bears an identifier, what traffic stands for, which campaign
   was clicked), as numbers, with the build that last changed it: int_sessions does those anew that looked it up. What
   is gone stays as a row without content; a cookie that is joined with nothing is its own person's, and needs none. #}
{% set state = increment_state() %}
{% set kept_number = 'case when current_lookups.content is not distinct from held.content then held.change_number'
    ~ ' else ' ~ state.number ~ ' end' %}
{% set told = ["'source'", 'carries_source', 'source', 'medium', 'campaign', 'click_id_type', 'referrer_host'] %}
{% set campaign = ['campaigns.campaign_id', 'campaigns.ad_channel', 'campaigns.name'] %}
{% set named = ["'named'", 'named_campaigns.matched_by'] + campaign %}
{% set aliased = ["'alias'", 'aliased_campaigns.valid_from', 'aliased_campaigns.valid_to'] + campaign %}
{% set clicked = ["'click'", 'clicked_campaigns.campaign_id'] + campaign %}

with

campaigns as (

    select * from {{ ref('int_campaigns') }}

),

named_campaigns as (

    select * from {{ ref('int_named_campaigns') }}

),

aliased_campaigns as (

    select * from {{ ref('int_aliased_campaigns') }}

),

clicked_campaigns as (

    select * from {{ ref('int_clicked_campaigns') }}

),

parts as (

    select
        {{ identifier_lookup('identifier_key') }} as lookup_key,
        {{ row_hash(['person_id', 'is_shared']) }} as content
    from {{ ref('int_person_identifiers') }}
    where identifier_type in ('user_id', 'email_key') or (identifier_type = 'cookie' and (is_joined or is_shared))

    union all

    select
        {{ traffic_lookup('traffic_key') }} as lookup_key,
        {{ row_hash(told) }} as content
    from {{ ref('int_traffic_sources') }}

    union all

    select
        {{ traffic_lookup('traffic_key') }} as lookup_key,
        {{ row_hash(["'channel'", 'valid_from', 'valid_to', 'channel']) }} as content
    from {{ ref('int_traffic_channels') }}

    union all

    select
        {{ traffic_lookup('named_campaigns.traffic_key') }} as lookup_key,
        {{ row_hash(named) }} as content
    from named_campaigns
    inner join campaigns
        on named_campaigns.campaign_id = campaigns.campaign_id

    union all

    select
        {{ traffic_lookup('aliased_campaigns.traffic_key') }} as lookup_key,
        {{ row_hash(aliased) }} as content
    from aliased_campaigns
    inner join campaigns
        on aliased_campaigns.campaign_id = campaigns.campaign_id

    union all

    select
        {{ click_lookup('clicked_campaigns.click_id') }} as lookup_key,
        {{ row_hash(clicked) }} as content
    from clicked_campaigns
    left join campaigns
        on clicked_campaigns.campaign_id = campaigns.campaign_id

),

current_lookups as (

    select
        lookup_key,
        bit_xor(content) as content
    from parts
    group by lookup_key

),

{% if not state.is_whole -%}
held as (

    select * from {{ this }}

),

{% endif -%}
lookups as (

    {% if state.is_whole -%}
    select
        *,
        {{ state_columns(state) }}
    from current_lookups
    {%- else -%}
    select
        coalesce(current_lookups.lookup_key, held.lookup_key) as lookup_key,
        current_lookups.content,
        {{ state_columns(state, kept_number) }}
    from current_lookups
    full outer join held
        on current_lookups.lookup_key = held.lookup_key
    {%- endif %}

)

select * from lookups
