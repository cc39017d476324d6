{# GA4 writes consent as Yes, No or Unset; unset is unknown. #}
{% macro ga4_consent(storage) -%}
    case lower({{ storage }}) when 'yes' then true when 'no' then false end
{%- endmacro %}
