{# Incremental strategies of tables that hold visitors whole, each in the transaction of its model.
   `by_visitor`: the visitors that the new rows name are replaced.
   `following_visitors`: so are those that int_events changed since the table was built, whether any row of them is
   left or not.
   A table that is made whole, of another generation than is held, loses everything first, whether there are new rows
   or none. #}
{% macro get_incremental_by_visitor_sql(arg_dict) -%}
    {{ replaced_visitors(arg_dict, "select visitor_key from " ~ arg_dict['temp_relation']) }}
{%- endmacro %}

{% macro get_incremental_following_visitors_sql(arg_dict) -%}
    {{ replaced_visitors(
        arg_dict,
        "select visitor_key from " ~ arg_dict['temp_relation'] ~ " union all "
        ~ "select visitor_key from " ~ ref('int_events')
        ~ " where change_number > " ~ states_of([arg_dict['target_relation']])[0][0]
    ) }}
{%- endmacro %}

{% macro replaced_visitors(arg_dict, visitors) -%}
    {%- set target = arg_dict['target_relation'] -%}
    {%- if is_made_whole() %}
    delete from {{ target }}
    where true;
    {%- elif visitors %}
    {{ without_visitors(target, visitors) }};
    {%- endif %}

    {{ inserted_rows(arg_dict) }}
{%- endmacro %}

{# Statements that delete visitors told by a query. What stands in a table of its own DuckDB knows to be few: it reads of
   history only what may be theirs, and nothing where there are none. #}
{% macro without_visitors(relation, visitors) -%}
    {{ return(adapter.dispatch('without_visitors', 'closed_loop')(relation, visitors)) }}
{%- endmacro %}

{% macro default__without_visitors(relation, visitors) -%}
    delete from {{ relation }}
    where visitor_key in ({{ visitors }})
{%- endmacro %}

{% macro duckdb__without_visitors(relation, visitors) -%}
    {%- set replaced = scratch_relation(relation, 'replaced') -%}
    {{ scratch_table_as(replaced, "select distinct visitor_key from (" ~ visitors ~ ") as visitors") }};
    delete from {{ relation }}
    where visitor_key in (select replaced.visitor_key from {{ replaced }} as replaced);
    drop table {{ replaced }}
{%- endmacro %}

{# Whether the model was compiled to make all of its table: its rows are of this build. #}
{% macro is_made_whole() %}
    {{ return('cast(' ~ number_of(invocation_id) ~ ' as bigint) as generation_number' in model['compiled_code']) }}
{% endmacro %}

{# The change_number of its new rows. #}
{% macro written_number() %}
    {%- set written = modules.re.search('cast\\((\\d+) as bigint\\) as change_number', model['compiled_code']) -%}
    {{ return(written.group(1)) }}
{% endmacro %}

{# `by_batch`: new rows are added. #}
{% macro get_incremental_by_batch_sql(arg_dict) -%}
    {{ replaced_visitors(arg_dict, none) }}
{%- endmacro %}

{# `rewritten`: a small table made anew from what it held. #}
{% macro get_incremental_rewritten_sql(arg_dict) %}
    delete from {{ arg_dict['target_relation'] }}
    where true;

    {{ inserted_rows(arg_dict) }}
{%- endmacro %}
