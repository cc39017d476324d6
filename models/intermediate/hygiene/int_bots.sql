{# User agents that are known not to be people, or say so themselves. Patterns meet each distinct agent once. A visit
   that tells no agent is no bot: most tools do not pass it on. #}
{%- set listed = pattern_alternations(ref('bot_user_agents')) -%}
{%- set own = pattern_alternations(ref('own_bot_user_agents'), 'is_bot') -%}
{%- set people = pattern_alternations(ref('own_bot_user_agents'), 'not is_bot') -%}

with

contexts as (

    select * from {{ ref('int_event_contexts') }}

),

user_agents as (

    select distinct user_agent
    from contexts
    where user_agent is not null

),

bots as (

    select
        user_agent,
        trim({{ found_by_any('user_agent', listed + own) }}) as bot_name
    from user_agents
    where
        {{ contains_any('user_agent', listed + own) }}
        and not {{ contains_any('user_agent', people) }}

)

select * from bots
