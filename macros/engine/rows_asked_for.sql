{# Whether a key is one of few, told by a query, out of many. DuckDB guesses that a condition leaves a fifth of a table:
   where it takes the few for many it hashes the many, all history on a day with little news. Of a truth value it can
   only hash what is asked for. #}
{% macro is_among(key, keys) -%}
    {{ return(adapter.dispatch('is_among', 'closed_loop')(key, keys)) }}
{%- endmacro %}

{% macro default__is_among(key, keys) -%}
    {{ key }} in ({{ keys }})
{%- endmacro %}

{% macro duckdb__is_among(key, keys) -%}
    coalesce({{ key }} in ({{ keys }}), false)
{%- endmacro %}

{# Whether a row of a wide table is one whose key is asked for, few of many. DuckDB reads the key of all rows and then
   only the rows that are asked for: at five million events half the CPU of reading every column to drop nearly all
   rows. `row` is the name that the table has in the statement; `asked` names what has the keys. Of the
   largest tables keys are looked up faster where what is asked for is known to be small (`is_guessed` is false). #}
{% macro is_row_asked_for(row, relation, key, asked, is_guessed=true) -%}
    {%- set keys = 'select ' ~ asked ~ '.' ~ key ~ ' from ' ~ asked -%}
    {{ return(adapter.dispatch('is_row_asked_for', 'closed_loop')(row, relation, key, keys, is_guessed)) }}
{%- endmacro %}

{% macro default__is_row_asked_for(row, relation, key, keys, is_guessed) -%}
    {{ row }}.{{ key }} in ({{ keys }})
{%- endmacro %}

{% macro duckdb__is_row_asked_for(row, relation, key, keys, is_guessed) -%}
    {{ row }}.rowid in (
            select found.rowid from {{ relation }} as found
            where {{ is_among('found.' ~ key, keys) if is_guessed else 'found.' ~ key ~ ' in (' ~ keys ~ ')' }}
        )
{%- endmacro %}

{# The rows of a table that a model reads: all of them where it is made whole, in an increment those whose key is asked
   for. #}
{% macro rows_asked_for(state, name, key, asked, columns=['*']) -%}
    select {{ columns | join(', ') }}
    from {{ ref(name) }} as held
    {%- if not state.is_whole %}
    where {{ is_row_asked_for('held', ref(name), key, asked) }}
    {%- endif %}
{%- endmacro %}
