{# Each variant beside the control, with what its difference is measured by. Rates: Wilson's bounds, the pooled z test,
   and the chance to be better from Beta posteriors, exactly. Revenue per person: Welch's test. #}
{% set confidence = var('experiment_confidence') ~ 'e0' %}

with

measures as (

    select
        *,
        md5(concat(experiment_id, '|', variant_id, '|', metric)) as experiment_result_id,
        {{ normal_quantile('(0.5e0 + ' ~ confidence ~ ' / 2e0)') }} as deviate
    from {{ ref('int_experiment_measures') }}

),

bounded as (

    select
        *,
        {{ wilson_lower('converters', 'people', 'deviate') }} as lower_rate,
        {{ wilson_upper('converters', 'people', 'deviate') }} as upper_rate
    from measures

),

controls as (

    select * from bounded
    where is_control

),

paired as (

    select
        bounded.*,
        controls.people as control_people,
        controls.converters as control_converters,
        controls.estimate as control_estimate,
        bounded.estimate - controls.estimate as difference,
        controls.lower_rate as control_lower_rate,
        controls.upper_rate as control_upper_rate,
        cast(bounded.converters + controls.converters as double)
        / nullif(bounded.people + controls.people, 0) as pooled_rate,
        bounded.variance / bounded.people as squared_error,
        controls.variance / controls.people as control_squared_error
    from bounded
    left join controls
        on
            bounded.experiment_id = controls.experiment_id
            and bounded.metric = controls.metric
            and not bounded.is_control

),

tested as (

    select
        *,
        case metric
            when 'conversion_rate'
                then sqrt(nullif(
                    pooled_rate * (1e0 - pooled_rate) * (1e0 / nullif(people, 0) + 1e0 / nullif(control_people, 0)), 0
                ))
            else sqrt(nullif(squared_error + control_squared_error, 0))
        end as standard_error,
        case
            when metric = 'revenue_per_person'
                then power(squared_error + control_squared_error, 2) / nullif(
                    squared_error * squared_error / (people - 1)
                    + control_squared_error * control_squared_error / (control_people - 1), 0
                )
        end as welch_degrees
    from paired

),

scored as (

    select
        *,
        difference / standard_error as statistic
    from tested

),

welch as (

    select
        experiment_result_id,
        statistic,
        welch_degrees,
        deviate
    from scored
    where statistic is not null and welch_degrees is not null

),

{{ with_student_t_tail('welch', 'experiment_result_id', 'statistic', 'welch_degrees', 'welch_tails') }},

{{ with_student_t_quantile(
    'welch_tails', 'experiment_result_id', 'welch_degrees', 'deviate', confidence, 'welch_tests'
) }},

rates as (

    select * from scored
    where metric = 'conversion_rate' and people > 0 and control_people > 0

),

{{ with_chance_better(
    'rates', 'experiment_result_id', 'converters', 'people', 'control_converters', 'control_people', 'chances'
) }},

compared as (

    select
        scored.*,
        welch_tests.student_t,
        welch_tests.student_t_tail,
        {{ normal_two_sided('scored.statistic') }} as normal_tail,
        chances.chance_better
    from scored
    left join welch_tests
        on scored.experiment_result_id = welch_tests.experiment_result_id
    left join chances
        on scored.experiment_result_id = chances.experiment_result_id

)

select * from compared
