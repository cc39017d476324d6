{# Materialises the parts into which forests fall when pairs of their nodes must be parted. The model gives links
   (node_a, node_b, edge_order), trees of the strongest links, smallest edge_order first; a row without edge_order is a
   pair to part. The table holds (node_id, part_id) for every node. #}
{% materialization separated_parts, default %}
    {%- set target_relation = this.incorporate(type='table') -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {%- set parts = parts_of_separated(this, sql) -%}
    {%- do replace_by_scratch(target_relation, parts) -%}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do persist_docs(target_relation, model) -%}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
