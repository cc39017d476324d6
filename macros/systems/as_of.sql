{# The instant a build speaks of, as an expression of SQL: CLOSED_LOOP_AS_OF over the var of dbt_project.yml, else when
   the newest row landed. Nothing reads the clock, so equal data give equal marts whenever they are built. The model is
   named in either case: which models stand on which must not depend on a setting. Nor must how they are parsed: dbt
   reads whatever asked for a variable while it was parsed anew when that is another. #}
{% macro as_of() %}
    {%- set freshness = ref('int_source_freshness') -%}
    {%- set given = (env_var('CLOSED_LOOP_AS_OF', '') | trim if execute else '') or var('as_of') -%}
    {%- if given -%}
        {{ return('cast(' ~ sql_text(given | string) ~ ' as timestamp)') }}
    {%- else -%}
        {{ return('(select max(landings.newest_loaded_at) from ' ~ freshness ~ ' as landings)') }}
    {%- endif -%}
{% endmacro %}
