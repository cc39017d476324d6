{# Materialises the removal effect of every channel in every chain of paths: the share of its conversions that would be
   missing without the channel. The model gives counted transitions: path_window, conversion_type, markov_order and
   left_out_group, which name the chain, state_from, state_to, channel (what state_to ends in, null for an end), paths.
   The table holds the chain's names, channel and removal_effect. Exact in every order: the first by the fundamental
   matrix, higher ones by walking until less than 1e-13 of the conversions is under way. #}
{% materialization removal_effects, default %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set target_relation = this.incorporate(type='table') -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {%- set transitions = scratch_relation(this, 'transitions') -%}
    {%- set probabilities = scratch_relation(this, 'probabilities') -%}
    {%- do run_query(scratch_table_as(transitions, markov_chains(sql))) -%}
    {%- do run_query(scratch_table_as(probabilities, markov_probabilities(transitions))) -%}

    {%- set series = namespace(matrix=scratch_relation(this, 'matrix_0'), walk=scratch_relation(this, 'walk_0')) -%}
    {%- do run_query(scratch_table_as(series.matrix, markov_matrix(probabilities))) -%}
    {%- for round in range(64) if run_query(markov_matrix_unfinished(series.matrix)) | length -%}
        {%- set doubled = scratch_relation(this, 'matrix_' ~ (round + 1)) -%}
        {%- do run_query(scratch_table_as(doubled, markov_matrix_doubled(series.matrix))) -%}
        {%- do run_query('drop table ' ~ series.matrix) -%}
        {%- set series.matrix = doubled -%}
    {%- endfor -%}

    {%- do run_query(scratch_table_as(series.walk, markov_walk(probabilities))) -%}
    {%- for round in range(10000) if run_query(markov_walk_unfinished(series.walk)) | length -%}
        {%- set walked = scratch_relation(this, 'walk_' ~ (round + 1)) -%}
        {%- do run_query(scratch_table_as(walked, markov_walked(series.walk, probabilities))) -%}
        {%- do run_query('drop table ' ~ series.walk) -%}
        {%- set series.walk = walked -%}
    {%- endfor -%}
    {%- if run_query(markov_matrix_unfinished(series.matrix)) | length
        or run_query(markov_walk_unfinished(series.walk)) | length -%}
        {%- do exceptions.raise_compiler_error(
            this ~ ': the chains do not end; every state must lead to a conversion (-1) or an end without one (-2).'
        ) -%}
    {%- endif -%}

    {%- if existing is not none -%}
        {%- do adapter.drop_relation(existing) -%}
    {%- endif -%}
    {%- set effects = all_removal_effects(transitions, probabilities, series.matrix, series.walk) -%}
    {%- call statement('main') -%}
        {{ create_table_as(False, target_relation, effects) }}
    {%- endcall -%}
    {%- for relation in [series.matrix, series.walk, probabilities, transitions] -%}
        {%- do run_query('drop table ' ~ relation) -%}
    {%- endfor -%}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do persist_docs(target_relation, model) -%}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
