{# A version of a rule judges what happened while it was valid. What has no date is kept, to be counted as undated. #}
{% macro rule_is_valid_at(happened_at) -%}
    (
        {{ happened_at }} is null
        or ({{ happened_at }} >= valid_from and (valid_to is null or {{ happened_at }} < valid_to))
    )
{%- endmacro %}
