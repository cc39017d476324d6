{# A 63-bit hash of some values as a bigint, null being a value like any other: one number to sort, join and compare
   rows by. Engines and versions hash differently, so it is never stored in a mart. #}
{% macro row_hash(columns) -%}
    {{ return(adapter.dispatch('row_hash', 'closed_loop')(columns)) }}
{%- endmacro %}

{% macro default__row_hash(columns) -%}
    shiftrightunsigned(xxhash64(
        {%- for column in columns %}
        coalesce(cast({{ column }} as string), '\u0000'){{ ',' if not loop.last }}
        {%- endfor %}
    ), 1)
{%- endmacro %}

{% macro duckdb__row_hash(columns) -%}
    cast((hash({{ columns | join(', ') }}) >> 1) as bigint)
{%- endmacro %}
