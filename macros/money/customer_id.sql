{# Who buys: the account, else the person where there is none, else the record alone. #}
{% macro customer_id(conversions) -%}
    coalesce({{ conversions }}.account_id, {{ conversions }}.person_id, {{ conversions }}.opportunity_id, {{ conversions }}.order_id)
{%- endmacro %}
