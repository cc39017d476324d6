{# Hooks around a statement whose joins must keep the sides they are written with. DuckDB 2.0.0 turns a left join round
   where it believes the left side to be the smaller, and then dies if that side passed a join with a small table
   (`dict-surviving join … build pipeline is not single-source`, duckdb/duckdb#24807): int_page_views did at 20 million
   events. Delete them when that is mended. #}
{% macro keep_build_sides() -%}
    {{ return(adapter.dispatch('keep_build_sides', 'closed_loop')()) }}
{%- endmacro %}

{% macro default__keep_build_sides() -%}
{%- endmacro %}

{% macro duckdb__keep_build_sides() -%}
    set disabled_optimizers = 'build_side_probe_side'
{%- endmacro %}

{% macro choose_build_sides() -%}
    {{ return(adapter.dispatch('choose_build_sides', 'closed_loop')()) }}
{%- endmacro %}

{% macro default__choose_build_sides() -%}
{%- endmacro %}

{% macro duckdb__choose_build_sides() -%}
    reset disabled_optimizers
{%- endmacro %}
