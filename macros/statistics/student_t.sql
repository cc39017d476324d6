{# Student's t distribution with any degrees of freedom from 1, whole or not. Its tail is a sum of a hundred terms,
   added up as rows: as one formula engines take half a second to read it. #}

{# CTEs that add `student_t_tail` to the rows of `relation`, told apart by `key`: the chance of a value at least as far
   from 0 as `statistic`, on either side. It is I_x(n/2, 1/2) at x = n / (n + t^2), by the series of DLMF 8.17.8 on
   whichever side converges; 0 where it is under 1e-10 and converges on neither. The last CTE is called `name`. #}
{% macro with_student_t_tail(relation, key, statistic, degrees, name) -%}
    {{ name }}_parts as (

        select
            *,
            {{ statistic }} * {{ statistic }} > {{ degrees }} as is_far,
            {{ degrees }} / ({{ degrees }} + {{ statistic }} * {{ statistic }}) as near_part,
            {{ statistic }} * {{ statistic }} / ({{ degrees }} + {{ statistic }} * {{ statistic }}) as far_part,
            {{ beta_constant(degrees) }} as beta_constant
        from {{ relation }}

    ),

    {{ student_t_tails(name ~ '_parts', key, statistic, degrees, name) }}
{%- endmacro %}

{# The same where the parts are known. #}
{% macro student_t_tails(relation, key, statistic, degrees, name) -%}
    {{ name }}_terms as (

        select
            {{ key }},
            sum(ln(({{ degrees }} / 2e0 + number + 0.5e0) * ratio / (denominator + number))) over (
                partition by {{ key }}
                order by number
                rows between unbounded preceding and current row
            ) as log_term
        from (
            select
                {{ key }},
                {{ degrees }},
                case when is_far then {{ degrees }} / 2e0 + 1e0 else 1.5e0 end as denominator,
                greatest(case when is_far then near_part else far_part end, 1e-300) as ratio,
                {{ whole_numbers_below(120) }} as number
            from {{ relation }}
        ) as numbered

    ),

    {{ name }}_series as (

        select
            {{ key }},
            1e0 + sum(exp(log_term)) as series
        from {{ name }}_terms
        group by {{ key }}

    ),

    {{ name }} as (

        select
            {{ relation }}.*,
            case
                when is_far
                    then power(near_part, {{ degrees }} / 2e0) * sqrt(far_part) * beta_constant / {{ degrees }} * series
                when {{ statistic }} * {{ statistic }} > 64e0 then 0e0
                else
                    1e0 - exp(-{{ degrees }} / 2e0 * {{ log_of_one_and('far_part / near_part') }})
                    * sqrt(far_part) * beta_constant * series
            end as student_t_tail
        from {{ relation }}
        inner join {{ name }}_series as sums
            on {{ relation }}.{{ key }} = sums.{{ key }}

    )
{%- endmacro %}

{# CTEs that add `student_t` to the rows of `relation`: how far from 0 values lie with a chance of 1 - `confidence`, a
   number written into the statement; `deviate` is the normal distribution's own. It starts from the series of
   Abramowitz and Stegun 26.7.5. Newton's method on logarithms follows: in them the tail is concave, so that it cannot
   miss, and nearly straight, so that four steps do. The last CTE is called `name`. #}
{% macro with_student_t_quantile(relation, key, degrees, deviate, confidence, name) -%}
    {%- set inverse = '(1e0 / ' ~ degrees ~ ')' -%}
    {{ name }}_0 as (

        select
            {{ key }},
            {{ degrees }} as t_degrees,
            {{ beta_constant(degrees) }} as beta_constant,
            {{ deviate }} * (
                1e0 + {{ inverse }} * (
                    (power({{ deviate }}, 2) + 1e0) / 4e0
                    + {{ inverse }} * (5e0 * power({{ deviate }}, 4) + 16e0 * power({{ deviate }}, 2) + 3e0) / 96e0
                )
            ) as student_t
        from {{ relation }}

    ),
    {%- for step in range(1, 5) %}

    {{ name }}_parts_{{ step }} as (

        select
            *,
            student_t * student_t > t_degrees as is_far,
            t_degrees / (t_degrees + student_t * student_t) as near_part,
            student_t * student_t / (t_degrees + student_t * student_t) as far_part
        from {{ name }}_{{ step - 1 }}

    ),

    {{ student_t_tails(name ~ '_parts_' ~ step, key, 'student_t', 't_degrees', name ~ '_tails_' ~ step) }},

    {{ name }}_{{ step }} as (

        select
            {{ key }},
            t_degrees,
            beta_constant,
            {# Beside the tail, the density: beta_constant / 2 / sqrt(n) * near_part ^ ((n + 1) / 2). #}
            student_t * exp(
                ln(greatest(student_t_tail, 1e-300) / (1e0 - {{ confidence }})) * student_t_tail
                / (student_t * beta_constant / sqrt(t_degrees) * power(near_part, (t_degrees + 1e0) / 2e0))
            ) as student_t
        from {{ name }}_tails_{{ step }}

    ),
    {%- endfor %}

    {{ name }} as (

        select
            {{ relation }}.*,
            found.student_t
        from {{ relation }}
        inner join {{ name }}_4 as found
            on {{ relation }}.{{ key }} = found.{{ key }}

    )
{%- endmacro %}

{# 2 / B(n/2, 1/2). #}
{% macro beta_constant(degrees) -%}
    2e0 * 5.6418958354775628695e-1 * {{ gamma_half_step('(' ~ degrees ~ ' / 2e0)') }}
{%- endmacro %}

{# Gamma(a + 1/2) / Gamma(a): ten steps up, where Stirling's series for the quotient is exact to a double. #}
{% macro gamma_half_step(a) -%}
    {%- set steps = [] -%}
    {%- for step in range(1 if is_linted() else 10) -%}
        {%- do steps.append('(' ~ a ~ ' + ' ~ step ~ ') / (' ~ a ~ ' + ' ~ step ~ '.5e0)') -%}
    {%- endfor -%}
    {%- set up = '(' ~ a ~ ' + 1e1)' -%}
    {%- set inverse_square = '(1e0 / (' ~ up ~ ' * ' ~ up ~ '))' -%}
    {%- set series = polynomial(inverse_square, [
        '-1.68185763888888888889e-3', '1.18582589285714285714e-3', '-1.5625e-3', '5.20833333333333333333e-3', '-1.25e-1'
    ]) -%}
    {{ return('sqrt(' ~ up ~ ') * exp(' ~ series ~ ' / ' ~ up ~ ') * (' ~ steps | join(' * ') ~ ')') }}
{%- endmacro %}

{# ln(1 + x), exact for small x too. #}
{% macro log_of_one_and(x) -%}
    case
        when {{ x }} > 1e-3 then ln(1e0 + {{ x }})
        else {{ x }} * {{ polynomial(x, ['2e-1', '-2.5e-1', '3.33333333333333333e-1', '-5e-1', '1e0']) }}
    end
{%- endmacro %}
