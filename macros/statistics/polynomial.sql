{# A polynomial by Horner's scheme, the coefficient of the highest power first. Coefficients are texts with an
   exponent: engines read them as doubles, not as decimals. The linter gets one step: it takes minutes over what nests. #}
{% macro polynomial(variable, coefficients) -%}
    {%- set nested = [coefficients[0]] -%}
    {%- for coefficient in coefficients[1:2 if is_linted() else none] -%}
        {%- do nested.append('(' ~ nested.pop() ~ ' * ' ~ variable ~ ' + ' ~ coefficient ~ ')') -%}
    {%- endfor -%}
    {{ return(nested[0]) }}
{%- endmacro %}

{% macro is_linted() -%}
    {{ return(target is defined and target.name == 'lint') }}
{%- endmacro %}
