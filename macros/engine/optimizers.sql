{# Hooks around a statement that one rule of the engine's optimizer makes worse; each model that has them says why. The
   setting is the whole database's: what runs beside does without the rule as well. #}
{% macro leave_out_optimizer(rule) -%}
    {{ return(adapter.dispatch('leave_out_optimizer', 'closed_loop')(rule)) }}
{%- endmacro %}

{% macro default__leave_out_optimizer(rule) -%}
{%- endmacro %}

{% macro duckdb__leave_out_optimizer(rule) -%}
    set disabled_optimizers = '{{ rule }}'
{%- endmacro %}

{% macro use_all_optimizers() -%}
    {{ return(adapter.dispatch('use_all_optimizers', 'closed_loop')()) }}
{%- endmacro %}

{% macro default__use_all_optimizers() -%}
{%- endmacro %}

{% macro duckdb__use_all_optimizers() -%}
    reset disabled_optimizers
{%- endmacro %}
