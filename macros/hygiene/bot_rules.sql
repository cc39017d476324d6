{# What tells bots from people, as a text that changes with it. #}
{% macro bot_rules() %}
    {{ return(contents_of({'bot_user_agents': ['pattern'], 'own_bot_user_agents': ['pattern', 'is_bot']})) }}
{% endmacro %}
