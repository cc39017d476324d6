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
    {%- if not arg_dict.get('is_same_generation') and is_made_whole() %}
    delete from {{ target }}
    where true;
    {%- elif visitors %}
    delete from {{ target }}
    where {{ is_among('visitor_key', visitors) }};
    {%- endif %}

    {{ inserted_rows(arg_dict) }}
{%- endmacro %}

{# Whether the model was compiled to make all of its table: its rows are of this build. #}
{% macro is_made_whole() %}
    {{ return('cast(' ~ number_of(invocation_id) ~ ' as bigint) as generation_number' in model['compiled_code']) }}
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
