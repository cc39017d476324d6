{# User agents that say they are no person, or are known not to be one. Patterns meet each distinct agent once. #}
with

web_events as (

    select * from {{ ref('conformed_web_events') }}

),

patterns as (

    select * from {{ ref('bot_user_agents') }}

),

user_agents as (

    select distinct user_agent
    from web_events
    where user_agent is not null

),

bots as (

    select
        user_agents.user_agent,
        min(patterns.name) as bot_name
    from user_agents
    inner join patterns
        on {{ contains_pattern('lower(user_agents.user_agent)', 'patterns.pattern') }}
    group by user_agents.user_agent

)

select * from bots
