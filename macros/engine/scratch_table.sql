{# A table that lives for one model: temporary where the engine has temporary tables (then it never touches the
   warehouse file), else an ordinary one beside the model. Whoever makes it drops it. #}
{% macro scratch_relation(model_relation, suffix) -%}
    {{ return(adapter.dispatch('scratch_relation', 'closed_loop')(model_relation, suffix)) }}
{%- endmacro %}

{% macro default__scratch_relation(model_relation, suffix) -%}
    {{ return(model_relation.incorporate(path={'identifier': model_relation.identifier ~ '__' ~ suffix})) }}
{%- endmacro %}

{% macro duckdb__scratch_relation(model_relation, suffix) -%}
    {{ return('temp.' ~ adapter.quote(model_relation.identifier ~ '__' ~ suffix)) }}
{%- endmacro %}

{% macro scratch_table_as(relation, sql) -%}
    {{ return(adapter.dispatch('scratch_table_as', 'closed_loop')(relation, sql)) }}
{%- endmacro %}

{% macro default__scratch_table_as(relation, sql) -%}
    create table {{ relation }} as {{ sql }}
{%- endmacro %}

{% macro duckdb__scratch_table_as(relation, sql) -%}
    create or replace temporary table {{ relation }} as {{ sql }}
{%- endmacro %}

{% macro has_rows(relation) -%}
    {{ return(run_query('select 1 from ' ~ relation ~ ' limit 1') | length > 0) }}
{%- endmacro %}
