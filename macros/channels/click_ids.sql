{# Columns that hold a platform's click id, the one that wins where a link carries several first. What each says is a
   row of seeds/click_ids.csv. #}
{% macro click_id_types() -%}
    {{ return(['gclid', 'gbraid', 'wbraid', 'msclkid', 'li_fat_id', 'ttclid', 'twclid', 'fbclid']) }}
{%- endmacro %}

{% macro click_id_type() -%}
    case
        {%- for name in click_id_types() %}
        when {{ name }} is not null then '{{ name }}'
        {%- endfor %}
    end
{%- endmacro %}

{% macro click_id() -%}
    coalesce({{ click_id_types() | join(', ') }})
{%- endmacro %}

{# The click id, or null where it is a word for nothing, or a template that nobody filled in: `{gclid}`, `[CLICK_ID]`,
   `%%CLICK%%`. #}
{% macro told_click_id(click_id) -%}
    case
            when lower({{ click_id }}) in ({{ words_for_nothing() }}) then null
            when left({{ click_id }}, 1) in ('{', '[') or left({{ click_id }}, 2) = '%%' then null
            else {{ click_id }}
        end
{%- endmacro %}
