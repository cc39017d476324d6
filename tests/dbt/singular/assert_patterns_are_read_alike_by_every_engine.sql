{# Patterns are written into SQL, where engines read a backslash apart: [.] and [(] say the same without one. #}
with

patterns as (

    select pattern from {{ ref('bot_user_agents') }}
    union all
    select pattern from {{ ref('own_bot_user_agents') }}
    union all
    select pattern from {{ ref('internal_traffic') }}
    {%- for field in ['click_id', 'source', 'medium', 'campaign'] %}
    union all
    select {{ field }}_pattern as pattern from {{ ref('channel_rules') }}
    {%- endfor %}

)

select pattern
from patterns
where instr(pattern, chr(92)) > 0
