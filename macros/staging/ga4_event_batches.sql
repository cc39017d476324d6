{# The CTEs that lead to `batches` of GA4 events: the file versions that count, each as the load that brought it whole. #}
{% macro ga4_event_batches() -%}
export_files as (

    {{ landed_rows('ga4', 'export_files', key=['file_version']) }}

),

current_files as (

    {{ ga4_current_files('export_files') }}

),

batches as (

    select
        file_version,
        _dlt_load_id,
        loaded_at,
        concat(file_version, '@', _dlt_load_id) as batch_id
    from current_files

)
{%- endmacro %}
