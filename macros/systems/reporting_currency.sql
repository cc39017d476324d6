{# The currency all money is shown in: CLOSED_LOOP_REPORTING_CURRENCY over the var of dbt_project.yml. #}
{% macro reporting_currency() %}
    {{ return((env_var('CLOSED_LOOP_REPORTING_CURRENCY', '') | trim or var('reporting_currency')) | upper) }}
{% endmacro %}
