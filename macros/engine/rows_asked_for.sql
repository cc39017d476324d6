{# Whether a row of a wide table is one whose key is asked for, few of many. DuckDB reads the key of all rows and then
   only the rows that are asked for: at five million events half the CPU of reading every column to drop nearly all
   rows. `row` is the name that the table has in the statement; `asked` names what has the keys. #}
{% macro is_row_asked_for(row, relation, key, asked) -%}
    {{ return(adapter.dispatch('is_row_asked_for', 'closed_loop')(row, relation, key, asked)) }}
{%- endmacro %}

{% macro default__is_row_asked_for(row, relation, key, asked) -%}
    {{ row }}.{{ key }} in (select {{ asked }}.{{ key }} from {{ asked }})
{%- endmacro %}

{% macro duckdb__is_row_asked_for(row, relation, key, asked) -%}
    {{ row }}.rowid in (
            select found.rowid from {{ relation }} as found
            where found.{{ key }} in (select {{ asked }}.{{ key }} from {{ asked }})
        )
{%- endmacro %}
