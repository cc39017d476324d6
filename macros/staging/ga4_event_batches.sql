{# Batches of GA4 events: the file versions that count, each as the load that brought it whole. #}
{% macro ga4_event_batches(current_files) %}
    select
        file_version,
        _dlt_load_id,
        loaded_at,
        concat(file_version, '@', _dlt_load_id) as batch_id
    from {{ current_files }}
{%- endmacro %}
