{# Whole units of `units * weight / total`, and what is left over of the division: integers, so exact on any engine
   and in any order. All three are whole and not negative. Only what is left of `units / total` is multiplied, so that
   64 bits do: engines divide wider numbers twenty times slower. #}
{% macro whole_share(units, weight, total) -%}
    ({{ whole_quotient(units, total) }}) * {{ weight }}
    + {{ whole_quotient('((' ~ units ~ ') % ' ~ total ~ ') * ' ~ weight, total) }}
{%- endmacro %}

{% macro share_remainder(units, weight, total) -%}
    ((({{ units }}) % {{ total }}) * {{ weight }}) % {{ total }}
{%- endmacro %}

{% macro whole_quotient(dividend, divisor) -%}
    {{ return(adapter.dispatch('whole_quotient', 'closed_loop')(dividend, divisor)) }}
{%- endmacro %}

{% macro default__whole_quotient(dividend, divisor) -%}
    (({{ dividend }}) div {{ divisor }})
{%- endmacro %}

{% macro duckdb__whole_quotient(dividend, divisor) -%}
    (({{ dividend }}) // {{ divisor }})
{%- endmacro %}
