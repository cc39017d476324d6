{# The currency all money is shown in: CLOSED_LOOP_REPORTING_CURRENCY over the var of dbt_project.yml. Nobody asks for it
   while parsing (see as_of). #}
{% macro reporting_currency() %}
    {%- set given = env_var('CLOSED_LOOP_REPORTING_CURRENCY', '') | trim if execute else '' -%}
    {{ return((given or var('reporting_currency')) | upper) }}
{% endmacro %}
