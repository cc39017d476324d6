{# A layer is a schema: `staging`, `marts`, not `main_staging`. Each analyst has a warehouse file of their own. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
