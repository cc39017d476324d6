{# State of a table that reads what arrives: int_events, or one that only grows. Made whole when its model changes, else
   with what the batches hold that changed since. A build that dies between two models is caught up by the next. #}
{% macro arrival_state(rules='', read=[]) %}
    {{ return(increment_state(rules, read, follows='int_event_batches')) }}
{% endmacro %}

{# The ids of the batches to read; none for all of them. #}
{% macro arrived_batches(state) %}
    {{ return(changed_batches(state).arrived) }}
{% endmacro %}

{# What is to be read, as batch ids, and what int_events may hold that is there no longer, or not as it was, as batch
   keys: whatever changed, for a table that was made whole may hold a batch before int_event_batches knows it. #}
{% macro changed_batches(state) %}
    {%- if not execute or state.is_whole -%}
        {{ return({'arrived': none, 'gone': []}) }}
    {%- endif -%}
    {%- set arrived, gone = [], [] -%}
    {%- for batch_id, batch_key, is_current in run_query(
        "select batch_id, batch_key, is_current from " ~ ref('int_event_batches')
        ~ " where change_number > " ~ state.since ~ " order by batch_id"
    ).rows -%}
        {%- do arrived.append(batch_id) if is_current -%}
        {%- do gone.append(batch_key | int) -%}
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
