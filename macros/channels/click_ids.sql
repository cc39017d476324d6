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
