{# Materialises the connected components of a graph. The model gives edges (node_a, node_b), whole numbers of any size;
   the table holds (node_id, component_id) for every node that has an edge to another. Which number labels a component
   says nothing; which nodes share one is exact. #}
{% materialization connected_components, default %}
    {%- set target_relation = this.incorporate(type='table') -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {%- set labels = connected_labels(this, sql) -%}
    {%- do replace_by_scratch(target_relation, labels) -%}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do persist_docs(target_relation, model) -%}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{# The target becomes what a scratch table holds, and the scratch table goes. #}
{% macro replace_by_scratch(target_relation, scratch) -%}
    {%- set existing = load_cached_relation(target_relation) -%}
    {%- if existing is not none -%}
        {%- do adapter.drop_relation(existing) -%}
    {%- endif -%}
    {%- call statement('main') -%}
        {{ create_table_as(False, target_relation, 'select * from ' ~ scratch) }}
    {%- endcall -%}
    {%- do run_query('drop table ' ~ scratch) -%}
{%- endmacro %}
