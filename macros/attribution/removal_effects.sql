{# Materialises the removal effect of every channel in every chain of paths: the share of its conversions that would be
   missing without the channel. The model gives counted transitions: path_window, conversion_type, markov_order and
   left_out_group, which name the chain, state_from, state_to, channel (what state_to ends in, null for an end), paths.
   The table holds the chain's names, channel and removal_effect. Exact in every order: the first by the fundamental
   matrix, higher ones by walking until less than 1e-13 of the conversions is under way. #}
{% materialization removal_effects, default %}
    {%- set target_relation = this.incorporate(type='table') -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {%- do replace_by_scratch(target_relation, all_removal_effects(this, sql)) -%}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do persist_docs(target_relation, model) -%}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
