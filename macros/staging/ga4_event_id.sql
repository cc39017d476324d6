{# GA4 gives events no id. This is a hash of what tells two events apart; the same event in another version of its
   file, or exported twice, gets the same one. #}
{% macro ga4_event_id(events) -%}
    {%- set natural_key = [
        'stream_id', 'user_pseudo_id', 'event_timestamp', 'event_name',
        'event_bundle_sequence_id', 'batch_event_index', 'batch_ordering_id', 'batch_page_id',
        'param_ga_session_id', 'param_page_location', 'param_form_id', 'ecommerce_transaction_id', 'event_params'
    ] -%}
    md5(concat_ws(
        '|', 'ga4'
        {%- for column in natural_key %},
        coalesce(cast({{ events }}.{{ column }} as string), '-')
        {%- endfor %}
    ))
{%- endmacro %}
