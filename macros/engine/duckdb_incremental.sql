{# An incremental table in few statements: dbt-duckdb's own asks the catalogue six times about columns, constraints and
   databases before it moves a row, which is most of what a model costs on a day with little news. What is made whole
   replaces the table where it stands, in one transaction; so does a small table that is rewritten from what it held. #}
{% materialization incremental, adapter='duckdb' %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set strategy = config.get('incremental_strategy') -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {%- set is_replaced = (
        existing is none or existing.is_view or should_full_refresh() or strategy == 'rewritten'
        or is_made_whole()
    ) -%}
    {%- if is_replaced -%}
        {%- call statement('main') -%}
            {%- if existing is not none and existing.is_view %}
            drop view {{ existing }};
            {%- endif %}
            create or replace table {{ target_relation }} as (
                {{ compiled_code }}
            )
        {%- endcall -%}
    {%- else -%}
        {%- set new_rows = api.Relation.create(identifier=this.identifier ~ '__new_rows') -%}
        {%- set row_count = run_query(scratch_table_as(new_rows, compiled_code)).rows[0][0] -%}
        {%- if row_count > 0 and has_other_columns(new_rows, target_relation) -%}
            {%- do process_schema_changes(config.get('on_schema_change'), new_rows, existing) -%}
        {%- endif -%}
        {%- set strategy_sql = adapter.get_incremental_strategy_macro(context, strategy) -%}
        {%- call statement('main') -%}
            {%- if row_count > 0 or strategy != 'by_batch' %}
            {{ strategy_sql({
                'target_relation': target_relation, 'temp_relation': new_rows, 'dest_columns': none
            }) }};
            {%- endif %}
            {%- if row_count == 0 and strategy != 'by_visitor' %}
            {{ read_so_far(target_relation) }};
            {%- endif %}
            drop table {{ new_rows }}
        {%- endcall -%}
    {%- endif -%}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do persist_docs(target_relation, model) -%}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{# Where what was read gave no rows, one that is held says how far that was: the next build need not read it again, nor
   those that read the table believe it behind. #}
{% macro read_so_far(relation) -%}
    update {{ relation }}
    set change_number = {{ written_number() }}
    where
        change_number < {{ written_number() }}
        and rowid = (select rowid from {{ relation }} order by change_number desc limit 1)
{%- endmacro %}

{% macro has_other_columns(one, other) -%}
    {{ return(run_query(
        "select 1 from (describe " ~ one ~ ") as one full outer join (describe " ~ other ~ ") as other"
        ~ " on one.column_name = other.column_name and one.column_type = other.column_type"
        ~ " where one.column_name is null or other.column_name is null"
    ) | length > 0) }}
{%- endmacro %}

{# The columns an insert names; none: by the names that the new rows have. #}
{% macro inserted_rows(arg_dict) -%}
    {{ return(adapter.dispatch('inserted_rows', 'closed_loop')(arg_dict)) }}
{%- endmacro %}

{% macro default__inserted_rows(arg_dict) -%}
    {%- set columns = get_quoted_csv(arg_dict['dest_columns'] | map(attribute='name')) -%}
    insert into {{ arg_dict['target_relation'] }} ({{ columns }})
    select {{ columns }}
    from {{ arg_dict['temp_relation'] }}
{%- endmacro %}

{% macro duckdb__inserted_rows(arg_dict) -%}
    insert into {{ arg_dict['target_relation'] }} by name
    select * from {{ arg_dict['temp_relation'] }}
{%- endmacro %}
