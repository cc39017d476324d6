{# Whether a row of a wide table is one of some visitors. DuckDB reads the key of all rows and then only the rows that
   are asked for: at five million events half the CPU of reading every column to drop nearly all rows. `row` is the
   name that the table has in the statement. #}
{% macro is_row_of_visitors(row, relation, visitors) -%}
    {{ return(adapter.dispatch('is_row_of_visitors', 'closed_loop')(row, relation, visitors)) }}
{%- endmacro %}

{% macro default__is_row_of_visitors(row, relation, visitors) -%}
    {{ row }}.visitor_key in (select {{ visitors }}.visitor_key from {{ visitors }})
{%- endmacro %}

{% macro duckdb__is_row_of_visitors(row, relation, visitors) -%}
    {{ row }}.rowid in (
            select found.rowid from {{ relation }} as found
            where found.visitor_key in (select {{ visitors }}.visitor_key from {{ visitors }})
        )
{%- endmacro %}
