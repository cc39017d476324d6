{# What tells bots from people, as a text that changes with it. #}
{% macro bot_rules() %}
    {{ return([
        content_of(ref('bot_user_agents'), ['pattern']),
        content_of(ref('own_bot_user_agents'), ['pattern', 'is_bot'])
    ] | join('|')) }}
{% endmacro %}
