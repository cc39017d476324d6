{# An amount in the reporting currency. `rate` comes from int_fx_rates on the amount's date. Unknown currency or
   missing rate gives null: never zero, never 1:1. #}
{% macro in_reporting_currency(amount, currency_code, rate) -%}
    case
        when {{ currency_code }} = '{{ reporting_currency() }}' then {{ round_half_up(amount) }}
        else {{ round_half_up(amount ~ ' * ' ~ rate) }}
    end
{%- endmacro %}
