{# Whole hours from a moment to the instant of the build; none if it lies ahead. #}
{% macro whole_hours_since(moment) -%}
    cast(greatest(floor(({{ epoch_micros(as_of()) }} - {{ epoch_micros(moment) }}) / 3600000000.0), 0) as bigint)
{%- endmacro %}
