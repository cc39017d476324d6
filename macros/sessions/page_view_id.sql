{# A page view's id, from what tells two of them apart; read beside identifiers, batches and pages. #}
{% macro page_view_id(views) -%}
    md5(concat_ws(
            '|',
            batches.source_system,
            coalesce(identifiers.anonymous_id, ''),
            {{ views }}.event_micros,
            coalesce(pages.page_url, ''),
            coalesce(pages.page_host, ''),
            coalesce(pages.page_path, ''),
            coalesce(pages.page_query, ''),
            coalesce(pages.page_title, ''),
            case when {{ views }}.equal_number > 1 then {{ views }}.equal_number end
        ))
{%- endmacro %}
