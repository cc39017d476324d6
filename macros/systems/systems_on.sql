{# Which systems are on: CLOSED_LOOP_SOURCES (comma separated) over vars.sources of dbt_project.yml. #}
{% macro systems_on() %}
    {%- set named = env_var('CLOSED_LOOP_SOURCES', '') -%}
    {%- if named | trim -%}
        {%- set names = named.split(',') -%}
    {%- else -%}
        {%- set names = var('sources') -%}
    {%- endif -%}
    {{ return(names | map('trim') | reject('equalto', '') | list) }}
{% endmacro %}
