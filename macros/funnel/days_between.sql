{# Days of 24 hours between two instants, to the microsecond; null while the second is to come. #}
{% macro days_between(start_at, end_at) -%}
    cast({{ epoch_micros(end_at) }} - {{ epoch_micros(start_at) }} as double) / {{ micros_of_a_day() }}
{%- endmacro %}
