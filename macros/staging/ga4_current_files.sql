{# The version of each day's export that counts. An intraday table is a preview: its events come again, complete, in
   the daily table, and Google rewrites that one for up to three days. #}
{% macro ga4_current_files(export_files) %}
    select *
    from {{ export_files }}
    qualify row_number() over (
        partition by export_date
        order by is_intraday asc nulls last, loaded_at desc nulls last, file_version desc nulls last
    ) = 1
{%- endmacro %}
