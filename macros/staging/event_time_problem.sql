{# Why the time of an event cannot be true; null when it can. A day of grace for clocks that run ahead. #}
{% macro event_time_problem(event_at, loaded_at) -%}
    case
        when {{ event_at }} is null then 'no_time'
        when {{ event_at }} > {{ loaded_at }} + interval 1 day then 'future'
        when {{ event_at }} < cast('2005-01-01' as timestamp) then 'before_2005'
    end
{%- endmacro %}
