{# State of a table of distinct values, which only grows: made whole when its model changes, else with what the batches
   hold that arrived since. A build that dies between two models is caught up by the next. #}
{% macro arrival_state(rules='') %}
    {%- set state = increment_state([model.raw_code, rules] | join('|')) -%}
    {%- set batches = ref('int_event_batches') -%}
    {%- if execute and load_relation(batches) -%}
        {%- set found = run_query("select coalesce(max(arrived_number), 0) from " ~ batches) -%}
        {%- do state.update({'number': found.rows[0][0]}) -%}
    {%- endif -%}
    {{ return(state) }}
{% endmacro %}

{# The batches to read, as a condition; null for all of them. #}
{% macro arrived_batches(state) %}
    {%- if not execute or state.is_whole -%}
        {{ return(none) }}
    {%- endif -%}
    {%- set found = run_query(
        "select batch_id from " ~ ref('int_event_batches')
        ~ " where is_current and arrived_number > " ~ state.since ~ " order by batch_id"
    ) -%}
    {{ return(found.columns[0].values() | list) }}
{% endmacro %}

{# Written out as values, so that engines read only the rows of these batches, and only what is asked of them. #}
{% macro in_batches(batch_ids) -%}
    {%- if batch_ids is none -%}
        true
    {%- elif not batch_ids -%}
        false
    {%- else -%}
        batch_id in (
            {%- for batch_id in batch_ids %}
            '{{ batch_id | replace("'", "''") }}'{{ ',' if not loop.last }}
            {%- endfor %}
        )
    {%- endif -%}
{%- endmacro %}

{# Rows of a table of distinct values that it does not hold yet. #}
{% macro not_held(state, relation, key) -%}
    {%- if not state.is_whole %}
    {%- set keys = 'select ' ~ relation ~ '.' ~ key ~ ' from ' ~ relation %}
    where not exists (
            select 1 from {{ this }} as held
            where held.{{ key }} = {{ relation }}.{{ key }} and {{ is_among('held.' ~ key, keys) }}
        )
    {%- endif -%}
{%- endmacro %}
