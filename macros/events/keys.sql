{# What an event says beside who and when is text that comes again and again: each distinct value stands once in a
   table of its own, and events hold its key. Keys are made from the columns of conformed_web_events. #}
{% macro page_columns() -%}
    {{ return(['page_url', 'page_host', 'page_path', 'page_query', 'page_title']) }}
{%- endmacro %}

{% macro page_key() -%}
    case when coalesce({{ page_columns() | join(', ') }}) is not null then {{ row_hash(page_columns()) }} end
{%- endmacro %}

{% macro referrer_columns() -%}
    {{ return(['page_referrer', 'referrer_host']) }}
{%- endmacro %}

{% macro referrer_key() -%}
    case when coalesce({{ referrer_columns() | join(', ') }}) is not null then {{ row_hash(referrer_columns()) }} end
{%- endmacro %}

{% macro tag_columns() -%}
    {{ return(['utm_source', 'utm_medium', 'utm_campaign', 'utm_content', 'utm_term', 'utm_id']) }}
{%- endmacro %}

{% macro collected_tags_key() -%}
    {%- set columns = tag_columns() + click_id_types() -%}
    case when coalesce({{ columns | join(', ') }}) is not null then {{ row_hash(columns) }} end
{%- endmacro %}

{% macro context_columns() -%}
    {{ return(['event_name', 'form_id', 'user_agent', 'traffic_type', 'device_category', 'country']) }}
{%- endmacro %}

{% macro context_key() -%}
    {{ row_hash(context_columns()) }}
{%- endmacro %}

{% macro identifier_columns() -%}
    {{ return(['source_system', 'anonymous_id', 'user_id', 'email_key']) }}
{%- endmacro %}

{% macro identifiers_key() -%}
    case
        when coalesce({{ identifier_columns()[1:] | join(', ') }}) is not null then {{ row_hash(identifier_columns()) }}
    end
{%- endmacro %}

{% macro visitor_key() -%}
    {{ row_hash(['source_system', 'anonymous_id']) }}
{%- endmacro %}

{# What may say where an event came from, as one number. #}
{% macro origin_key(relation='') -%}
    {%- set prefix = relation ~ '.' if relation else '' -%}
    {{ row_hash([prefix ~ 'page_key', prefix ~ 'referrer_key', prefix ~ 'collected_tags_key']) }}
{%- endmacro %}
