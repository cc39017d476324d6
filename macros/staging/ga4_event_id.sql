{# GA4 gives events no id. It is a hash of what tells two events apart; the same event in another version of its file,
   or exported twice, gets the same one. The key says the same as a number: md5 of every event would cost twice what
   sorting them does, so it is made only of those whose id is read. #}
{% macro ga4_natural_key() -%}
    {{ return([
        'stream_id', 'user_pseudo_id', 'event_timestamp', 'event_name',
        'event_bundle_sequence_id', 'batch_event_index', 'batch_ordering_id', 'batch_page_id',
        'param_ga_session_id', 'param_page_location', 'param_form_id', 'ecommerce_transaction_id', 'event_params'
    ]) }}
{%- endmacro %}

{% macro ga4_event_id(events) -%}
    md5(concat_ws(
        '|', 'ga4'
        {%- for column in ga4_natural_key() %},
        coalesce(cast({{ events }}.{{ column }} as string), '-')
        {%- endfor %}
    ))
{%- endmacro %}

{% macro ga4_event_key(events) -%}
    {%- set columns = [] -%}
    {%- for column in ga4_natural_key() -%}
        {%- do columns.append(events ~ '.' ~ column) -%}
    {%- endfor -%}
    {{ row_hash(columns) }}
{%- endmacro %}
