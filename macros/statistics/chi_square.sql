{# The chance of a chi-square of `degrees` whole degrees of freedom that is at least this large, in closed form
   (Abramowitz and Stegun 26.4.4 and 26.4.5). Null above 30 degrees: engines take long to read formulas that nest
   deeper. Give columns. #}
{% macro chi_square_tail(chi_square, degrees) -%}
    {%- set half = '(' ~ chi_square ~ ' / 2e0)' -%}
    case
        when {{ degrees }} not between 1 and 30 then null
        when {{ chi_square }} <= 0 then 1e0
        when {{ degrees }} % 2 = 0 then exp(-{{ half }}) * {{ chi_square_terms(half, degrees, 0) }}
        else
            {{ normal_two_sided('sqrt(' ~ chi_square ~ ')') }}
            + case
                when {{ degrees }} > 1
                    then exp(-{{ half }}) * sqrt({{ half }}) * 1.12837916709551257390e0
                        * {{ chi_square_terms(half, degrees, 1) }}
                else 0e0
            end
    end
{%- endmacro %}

{# 1 + h/d (1 + h/(d + 1) (1 + …)), as many steps as the degrees ask for; d begins at 1, or for odd degrees at 1.5. #}
{% macro chi_square_terms(half, degrees, odd) -%}
    {%- set nested = ['1e0'] -%}
    {%- for step in range(1 if is_linted() else 14, 0, -1) -%}
        {%- do nested.append(
            '(1e0 + case when ' ~ degrees ~ ' > ' ~ (2 * step + odd) ~ ' then ' ~ half ~ ' / ' ~ (step + odd / 2) ~ 'e0 * '
            ~ nested.pop() ~ ' else 0e0 end)'
        ) -%}
    {%- endfor -%}
    {{ return(nested[0]) }}
{%- endmacro %}
