{# What int_events has not read, as batch ids, and what it holds that is there no longer, or not as it was, as batch
   keys. By comparing what is there with what is held: no clock, no order of arrival, no memory beside the table. #}
{% macro changed_batches(state) %}
    {%- if not execute or state.is_whole -%}
        {{ return({'arrived': none, 'gone': []}) }}
    {%- endif -%}
    {%- set compared = run_query(
        "select batches.batch_id, held.batch_key, batches.batch_key"
        ~ " from (select * from " ~ ref('int_event_batches') ~ " where is_current) as batches"
        ~ " full outer join (select batch_key, count(*) as row_count from " ~ this
        ~ " where batch_key is not null group by batch_key) as held"
        ~ " on batches.batch_key = held.batch_key"
        ~ " where batches.row_count is distinct from held.row_count order by batches.batch_id"
    ) -%}
    {%- set arrived, gone = [], [] -%}
    {%- for batch_id, held_key, current_key in compared.rows -%}
        {%- do arrived.append(batch_id) if current_key is not none -%}
        {%- do gone.append(held_key | int) if held_key is not none -%}
    {%- endfor -%}
    {{ return({'arrived': arrived, 'gone': gone}) }}
{% endmacro %}

{% macro batch_is_gone(gone) -%}
    {%- if gone -%}
        batch_key in ({{ gone | join(', ') }})
    {%- else -%}
        false
    {%- endif -%}
{%- endmacro %}
