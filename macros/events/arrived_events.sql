{# State of a table that reads what arrives: a table of distinct values, which only grows, or int_events. Made whole when
   its model changes, else with what the batches hold that changed since. A build that dies between two models is caught
   up by the next. #}
{% macro arrival_state(rules='', read=[]) %}
    {{ return(increment_state(rules, read, follows='int_event_batches')) }}
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

{# What int_events has not read, as batch ids, and what it holds that is there no longer, or not as it was, as batch
   keys. #}
{% macro changed_batches(state) %}
    {%- if not execute or state.is_whole -%}
        {{ return({'arrived': none, 'gone': []}) }}
    {%- endif -%}
    {%- set arrived, gone = [], [] -%}
    {%- for batch_id, batch_key, has_arrived, has_left in run_query(
        "select batch_id, batch_key, is_current and arrived_number > " ~ state.since
        ~ ", left_number > " ~ state.since ~ " from " ~ ref('int_event_batches')
        ~ " where change_number > " ~ state.since ~ " order by batch_id"
    ).rows -%}
        {%- do arrived.append(batch_id) if has_arrived -%}
        {%- do gone.append(batch_key | int) if has_left -%}
    {%- endfor -%}
    {{ return({'arrived': arrived, 'gone': gone}) }}
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

{% macro batch_is_gone(gone) -%}
    {%- if gone -%}
        batch_key in ({{ gone | join(', ') }})
    {%- else -%}
        false
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
