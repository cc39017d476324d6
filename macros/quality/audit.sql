{# What the warehouse holds and has not passed its tests, in audit.not_passed: publishing asks for it, whoever built.
   Before a build all that it makes stands there, so that one which dies leaves it; after it, what failed, what was
   skipped, and what was made without tests (dbt run). A row goes once its node passes, or left the project. #}
{% macro audit_begins() %}
    {%- set made = {} -%}
    {%- if audited() -%}
        {%- do run_query('create schema if not exists ' ~ not_passed().include(identifier=false)) -%}
        {%- do run_query(
            'create table if not exists ' ~ not_passed() ~ ' (node ' ~ dbt.type_string() ~ ', verdict '
            ~ dbt.type_string() ~ ')'
        ) -%}
        {%- for node in selected_resources if node.split('.')[0] in ['model', 'seed', 'snapshot'] -%}
            {%- do made.update({node: 'unfinished'}) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ judge(made) if made and flags.WHICH != 'test' }}
{% endmacro %}

{% macro audit_ends(results) %}
    {%- set verdicts = {} -%}
    {%- for result in results if audited() and result.node.resource_type in ['model', 'seed', 'snapshot', 'test'] -%}
        {%- set has_passed = result.status in ['success', 'pass', 'warn', 'no-op', 'reused'] -%}
        {%- set is_tested = result.node.resource_type == 'test' or flags.WHICH in ['build', 'retry'] -%}
        {%- do verdicts.update({
            result.node.unique_id: result.status | string if not has_passed else none if is_tested else 'untested'
        }) -%}
    {%- endfor -%}
    {{ judge(verdicts) if verdicts }}
    {%- if verdicts -%}
        {%- do run_query(
            'delete from ' ~ not_passed() ~ ' where node not in (' ~ texts(graph.nodes.keys()) ~ ')'
        ) -%}
    {%- endif -%}
{% endmacro %}

{# Verdicts by node, in place of those it had; none: it has passed. #}
{% macro judge(verdicts) %}
    {%- do run_query('delete from ' ~ not_passed() ~ ' where node in (' ~ texts(verdicts.keys()) ~ ')') -%}
    {%- set rows = [] -%}
    {%- for node, verdict in verdicts.items() if verdict is not none -%}
        {%- do rows.append('(' ~ texts([node, verdict]) ~ ')') -%}
    {%- endfor -%}
    {%- if rows -%}
        {%- do run_query('insert into ' ~ not_passed() ~ ' values ' ~ rows | join(', ')) -%}
    {%- endif -%}
{% endmacro %}

{# Builds of the warehouse that is published from; a developer's own is not. #}
{% macro audited() %}
    {{ return(
        execute and target.name not in ['dev', 'lint']
        and flags.WHICH in ['build', 'run', 'seed', 'snapshot', 'test', 'retry']
    ) }}
{% endmacro %}

{% macro not_passed() %}
    {{ return(api.Relation.create(database=target.database, schema='audit', identifier='not_passed')) }}
{% endmacro %}

{% macro texts(values) -%}
    '{{ values | map("replace", "'", "''") | join("', '") }}'
{%- endmacro %}
