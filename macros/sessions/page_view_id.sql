{# A page view's id, from what tells two of them apart; read beside identifiers, batches and pages with their texts. #}
{% macro page_view_id(views, equal_views) -%}
    md5(concat_ws(
            '|',
            batches.source_system,
            coalesce(identifiers.anonymous_id, ''),
            {{ views }}.event_micros,
            coalesce(pages.page_texts, '{{ '|' * (page_columns() | length - 1) }}'),
            case when {{ equal_views }}.equal_number > 1 then {{ equal_views }}.equal_number end
        ))
{%- endmacro %}

{# What an address is told by, put together once for all its views. #}
{% macro page_texts() -%}
    concat_ws('|', coalesce({{ page_columns() | join(", ''), coalesce(") }}, '')) as page_texts
{%- endmacro %}
