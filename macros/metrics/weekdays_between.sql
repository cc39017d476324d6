{# How many days of a weekday (Monday is 1) there are from a first day to a last one, none where the last is before it.
   1970-01-01 was a Thursday. #}
{% macro weekdays_between(first_day, last_day, weekday) -%}
    greatest(
        cast(floor(({{ day_number(last_day) }} + 4 - {{ weekday }}) / 7.0) as integer)
        - cast(floor(({{ day_number(first_day) }} + 3 - {{ weekday }}) / 7.0) as integer),
        0
    )
{%- endmacro %}
