{# The number that stood some steps earlier in the path, 0 before its start.

   `int_path_steps` is stored in the order of paths and positions: DuckDB reads it in that order, once, on one thread,
   without sorting (a third of the time of a window per path), and asking for the step before proves that the order
   held. Other engines sort. Use only over a plain scan, `path_steps`, joined to what is small. #}
{% macro earlier_in_path(value, offset) -%}
    {{ return(adapter.dispatch('earlier_in_path', 'closed_loop')(value, offset)) }}
{%- endmacro %}

{% macro default__earlier_in_path(value, offset) -%}
    lag({{ value }}, {{ offset }}, 0) over (
        partition by path_steps.path_kind, path_steps.path_id order by position
    )
{%- endmacro %}

{% macro duckdb__earlier_in_path(value, offset) -%}
    case
        when position <= {{ offset }} then 0
        {%- if offset == 1 %}
        when lag(position) over () <> position - 1
            then error('int_path_steps is not stored in the order of its paths and positions')
        {%- endif %}
        else lag({{ value }}, {{ offset }}) over ()
    end
{%- endmacro %}
