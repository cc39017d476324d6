{# Rows of a seed, read while SQL is written: what a rule says is then a constant of the statement. An engine compiles
   a constant pattern once, one from a column once for every row. Nothing where SQL is only looked at (lint, parse). #}
{% macro seed_rows(seed, sql) -%}
    {%- if execute -%}
        {%- if load_relation(seed) is not none -%}
            {{ return(run_query(sql).rows) }}
        {%- elif flags.WHICH in ['build', 'run', 'retry'] -%}
            {%- do exceptions.raise_compiler_error(
                model.name ~ ' writes the rows of ' ~ seed ~ ' into its SQL: build that seed first (dbt seed).'
            ) -%}
        {%- endif -%}
    {%- endif -%}
    {{ return([]) }}
{%- endmacro %}

{# A text as SQL writes it. It must hold no backslash: engines escape them apart. #}
{% macro sql_text(text) -%}
    '{{ text | replace("'", "''") }}'
{%- endmacro %}
