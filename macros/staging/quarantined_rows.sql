{# What the door kept out, alike whatever the system: each quarantined row of `landed` with its reason. #}
{% macro quarantined_rows(landed) %}
    select
        quarantine_id,
        resource,
        record_key,
        field,
        reason,
        file as file_name,
        payload_sealed,
        cast(row_number as bigint) as row_number,
        loaded_at
    from {{ landed }}
{%- endmacro %}
