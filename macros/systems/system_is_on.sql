{# Models of a system say `config(enabled=system_is_on('<system>'))`: off costs nothing, breaks nothing. #}
{% macro system_is_on(system) %}
    {{ return(system in systems_on()) }}
{% endmacro %}
