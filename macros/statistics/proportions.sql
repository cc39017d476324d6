{# Bounds of a proportion by E. B. Wilson's score (J. Am. Stat. Assoc. 22 (1927) 209-212), at `deviate` standard
   deviations. From the bounds of two proportions comes the interval of their difference: R. G. Newcombe, Statistics in
   Medicine 17 (1998) 873-890, method 10. It holds where nobody converted, and never leaves -1 to 1. Give columns. #}
{% macro wilson_lower(successes, trials, deviate) -%}
    {{ wilson_bound(successes, trials, deviate, '-') }}
{%- endmacro %}

{% macro wilson_upper(successes, trials, deviate) -%}
    {{ wilson_bound(successes, trials, deviate, '+') }}
{%- endmacro %}

{% macro wilson_bound(successes, trials, deviate, side) -%}
    (
        {{ successes }} + {{ deviate }} * {{ deviate }} / 2e0 {{ side }} {{ deviate }} * sqrt(
            cast({{ successes }} as double) * ({{ trials }} - {{ successes }}) / nullif({{ trials }}, 0)
            + {{ deviate }} * {{ deviate }} / 4e0
        )
    ) / ({{ trials }} + {{ deviate }} * {{ deviate }})
{%- endmacro %}

{# CTEs that add `chance_better` to the rows of `relation`, told apart by `key`: the chance that the rate behind
   `successes` of `trials` is higher than the one behind `other_successes` of `other_trials`, where every rate was
   equally likely before. Rates are then Beta distributed with whole parameters, and the chance is a finite sum
   (E. Miller, Formulas for Bayesian A/B Testing, 2015): its first term is a product over the other's successes, and
   each term is the one before times a quotient. The last CTE is called `name`. #}
{% macro with_chance_better(relation, key, successes, trials, other_successes, other_trials, name) -%}
    {{ name }}_first as (

        select
            {{ key }},
            sum(ln(cast(other_failures + number as double) / (other_failures + failures + number))) as log_first
        from (
            select
                {{ key }},
                {{ trials }} - {{ successes }} + 1 as failures,
                {{ other_trials }} - {{ other_successes }} + 1 as other_failures,
                {{ whole_numbers_below(other_successes ~ ' + 1') }} as number
            from {{ relation }}
            where {{ successes }} is not null and {{ other_successes }} is not null
        ) as factors
        group by {{ key }}

    ),

    {{ name }}_numbered as (

        select
            {{ key }},
            {{ trials }} - {{ successes }} + 1 as failures,
            {{ other_successes }} + 1 as other_ones,
            {{ other_trials }} - {{ other_successes }} + 1 as other_failures,
            {{ whole_numbers_below(successes ~ ' + 1') }} as number
        from {{ relation }}
        where {{ successes }} is not null and {{ other_successes }} is not null

    ),

    {{ name }}_terms as (

        select
            {{ key }},
            coalesce(sum(ln(
                cast(other_ones + number - 1 as double) * (failures + number - 1)
                / (cast(other_ones + other_failures + failures + number - 1 as double) * nullif(number, 0))
            )) over (
                partition by {{ key }}
                order by number
                rows between unbounded preceding and current row
            ), 0e0) as log_term
        from {{ name }}_numbered

    ),

    {{ name }}_sums as (

        select
            terms.{{ key }},
            sum(exp(terms.log_term + firsts.log_first)) as chance_better
        from {{ name }}_terms as terms
        inner join {{ name }}_first as firsts
            on terms.{{ key }} = firsts.{{ key }}
        group by terms.{{ key }}

    ),

    {{ name }} as (

        select
            {{ relation }}.*,
            sums.chance_better
        from {{ relation }}
        left join {{ name }}_sums as sums
            on {{ relation }}.{{ key }} = sums.{{ key }}

    )
{%- endmacro %}
