{# A polynomial by Horner's scheme, the coefficient of the highest power first. Coefficients are texts with an
   exponent: engines read them as doubles, not as decimals. #}
{% macro polynomial(variable, coefficients) -%}
    {%- set nested = [coefficients[0]] -%}
    {%- for coefficient in coefficients[1:] -%}
        {%- do nested.append('(' ~ nested.pop() ~ ' * ' ~ variable ~ ' + ' ~ coefficient ~ ')') -%}
    {%- endfor -%}
    {{ return(nested[0]) }}
{%- endmacro %}
