{# Student's t distribution with any degrees of freedom from 1, whole or not. Its tail is a sum of a hundred terms,
   added up as rows: as one formula engines take half a second to read it. #}

{# CTEs that add `student_t_tail` to the rows of `relation`, told apart by `key`: the chance of a value at least as far
   from 0 as `statistic`, on either side. It is I_x(n/2, 1/2) at x = n / (n + t^2), by the series of DLMF 8.17.8 on
   whichever side converges; 0 where it is under 1e-10 and converges on neither. The last CTE is called `name`. #}
{% macro with_student_t_tail(relation, key, statistic, degrees, name) -%}
    {%- set square = '(' ~ statistic ~ ' * ' ~ statistic ~ ')' -%}
    {%- set half = '(' ~ degrees ~ ' / 2e0)' -%}
    {%- set whole = '(' ~ degrees ~ ' + ' ~ square ~ ')' -%}
    {%- set is_far = square ~ ' > ' ~ degrees -%}
    {{ name }}_numbered as (

        select
            {{ key }},
            {{ half }} as half_degrees,
            case when {{ is_far }} then {{ half }} + 1e0 else 1.5e0 end as denominator,
            greatest(case when {{ is_far }} then {{ degrees }} else {{ square }} end / {{ whole }}, 1e-300) as ratio,
            {{ whole_numbers_below(120) }} as number
        from {{ relation }}
        where {{ statistic }} is not null and {{ degrees }} is not null

    ),

    {{ name }}_terms as (

        select
            {{ key }},
            sum(ln((half_degrees + number + 0.5e0) * ratio / (denominator + number))) over (
                partition by {{ key }}
                order by number
                rows between unbounded preceding and current row
            ) as log_term
        from {{ name }}_numbered

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
                when {{ statistic }} = 0 then 1e0
                when {{ is_far }}
                    then
                        power({{ degrees }} / {{ whole }}, {{ half }}) * abs({{ statistic }}) / sqrt({{ whole }})
                        / {{ half }} * {{ gamma_half_step(half) }} * 5.6418958354775628695e-1 * sums.series
                when {{ square }} > 64e0 then 0e0
                else
                    1e0 - exp(-{{ half }} * {{ log_of_one_and('(' ~ square ~ ' / ' ~ degrees ~ ')') }})
                    * abs({{ statistic }}) / sqrt({{ whole }}) * 2e0
                    * {{ gamma_half_step(half) }} * 5.6418958354775628695e-1 * sums.series
            end as student_t_tail
        from {{ relation }}
        left join {{ name }}_series as sums
            on {{ relation }}.{{ key }} = sums.{{ key }}

    )
{%- endmacro %}

{# CTEs that add `student_t` to the rows of `relation`: how far from 0 values lie with a chance of 1 - `confidence`, a
   number written into the statement. Newton's method on logarithms, from the normal quantile: in them the tail is
   concave, so that it cannot miss. The last CTE is called `name`. #}
{% macro with_student_t_quantile(relation, key, degrees, confidence, name) -%}
    {%- set central = '(0.5e0 + ' ~ confidence ~ ' / 2e0)' -%}
    {{ name }}_0 as (

        select
            {{ key }},
            {{ degrees }} as degrees,
            {{ normal_quantile(central) }} as student_t
        from {{ relation }}

    ),
    {%- for step in range(1, 8) %}

    {{ with_student_t_tail(name ~ '_' ~ (step - 1), key, 'student_t', 'degrees', name ~ '_tail_' ~ step) }},

    {{ name }}_{{ step }} as (

        select
            {{ key }},
            degrees,
            student_t * exp(
                ln(greatest(student_t_tail, 1e-300) / (1e0 - {{ confidence }})) * student_t_tail
                / (2e0 * student_t * {{ student_t_density('student_t', 'degrees') }})
            ) as student_t
        from {{ name }}_tail_{{ step }}

    ),
    {%- endfor %}

    {{ name }} as (

        select
            {{ relation }}.*,
            found.student_t
        from {{ relation }}
        inner join {{ name }}_7 as found
            on {{ relation }}.{{ key }} = found.{{ key }}

    )
{%- endmacro %}

{% macro student_t_density(statistic, degrees) -%}
    {%- set half = '(' ~ degrees ~ ' / 2e0)' -%}
    ({{ gamma_half_step(half) }} * 5.6418958354775628695e-1 / sqrt({{ degrees }}) * exp(
        -({{ half }} + 0.5e0) * {{ log_of_one_and('(' ~ statistic ~ ' * ' ~ statistic ~ ' / ' ~ degrees ~ ')') }}
    ))
{%- endmacro %}

{# Gamma(a + 1/2) / Gamma(a): ten steps up, where Stirling's series for the quotient is exact to a double. #}
{% macro gamma_half_step(a) -%}
    {%- set steps = [] -%}
    {%- for step in range(10) -%}
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
