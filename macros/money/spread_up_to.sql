{# What of `cents` is due by the end of part `number` of `parts`, rounded to the nearest cent. The difference to the part
   before is the part's own: whole cents that add up. Whole numbers only, and none of them negative. #}
{% macro spread_up_to(cents, number, parts) -%}
    ({{ whole_quotient(cents, parts) }}) * ({{ number }})
    + {{ whole_quotient('((' ~ cents ~ ') % ' ~ parts ~ ') * 2 * (' ~ number ~ ') + ' ~ parts, '(2 * ' ~ parts ~ ')') }}
{%- endmacro %}
