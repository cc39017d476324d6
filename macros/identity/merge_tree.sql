{# Materialises how the nodes of a graph grow together when its edges come one after the other. The model gives edges
   (node_a, node_b, edge_order): positive whole numbers, every edge_order once. Whenever an edge joins two groups, the
   smaller of their smallest nodes stands for both from then on and the other ends: the table holds (node_id,
   merged_into, edge_order) for every node that ever ends, so once each. The edges in it are a spanning forest, that
   of the earliest edges. #}
{% materialization merge_tree, default %}
    {%- set target_relation = this.incorporate(type='table') -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {%- set merges = merges_in_order(this, sql) -%}
    {%- do replace_by_scratch(target_relation, merges) -%}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do persist_docs(target_relation, model) -%}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
