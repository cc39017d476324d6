{# How many days of each weekday a period has behind it and before it, what such a day was like on average, and what that
   makes of the days to come. A day is expected to be like the mean of its weekday in the whole weeks before: least
   squares on seven dummies (Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., 7.4), so that the
   sum of the days left has the variance s² (m + Σ c²/k), with m days left, c of them of a weekday, and k weeks (7.9, for
   a sum). Neither trend nor season beyond the week is in it, and days are taken as independent of each other. Terms are
   decimals before they are added: no order of adding can be seen. #}
{% macro weekday_means(targets, so_far, kpi_days) -%}
weekdays as (

    select distinct weekday_number from {{ ref('dim_dates') }}

),

shapes as (

    select
        targets.kpi_target_id,
        weekdays.weekday_number,
        so_far.history_weeks,
        so_far.history_weeks - count(kpi_days.date_day) as days_without_rows,
        cast(coalesce(sum(kpi_days.numerator), 0) as double) / so_far.history_weeks as mean_numerator,
        cast(coalesce(sum(kpi_days.denominator), 0) as double) / so_far.history_weeks as mean_denominator,
        {{ weekdays_between(
            'targets.period_start', 'least(targets.period_end, targets.through_date)', 'weekdays.weekday_number'
        ) }} as days_over,
        {{ weekdays_between(
            'greatest(targets.period_start, targets.next_date)', 'targets.period_end', 'weekdays.weekday_number'
        ) }} as days_left
    from {{ targets }} as targets
    inner join {{ so_far }} as so_far on targets.kpi_target_id = so_far.kpi_target_id and so_far.history_weeks >= 2
    cross join weekdays
    left join {{ kpi_days }} as kpi_days
        on
            targets.kpi_target_id = kpi_days.kpi_target_id
            and weekdays.weekday_number = kpi_days.weekday_number
            and kpi_days.is_in_history
    group by
        targets.kpi_target_id, targets.period_start, targets.period_end, targets.through_date, targets.next_date,
        weekdays.weekday_number, so_far.history_weeks

),

days_to_come as (

    select
        kpi_target_id,
        sum(cast(mean_numerator * days_left as decimal(38, 12))) as numerator,
        sum(cast(mean_denominator * days_left as decimal(38, 12))) as denominator,
        case when min(mean_numerator) >= 0 then sum(cast(mean_numerator * days_over as decimal(38, 12))) end
        / nullif(cast(sum(cast(mean_numerator * (days_over + days_left) as decimal(38, 12))) as double), 0) as share_over,
        sum(days_left) + sum(days_left * days_left) / cast(history_weeks as double) as variances
    from shapes
    group by kpi_target_id, history_weeks

)
{%- endmacro %}

{# The squared residuals of the weekday means, added up; of a ratio, those of numerator less ratio times denominator. A day
   that has no row is a day of nothing. 7 (k - 1) degrees of freedom are left to them. #}
{% macro weekday_squares(projected, kpi_days) -%}
    select
        kpi_target_id,
        cast(sum(cast(squared as decimal(38, 12))) as double) as sum_of_squares
    from (
        select
            shapes.kpi_target_id,
            power(
                kpi_days.numerator - shapes.mean_numerator
                - projected.ratio * (coalesce(kpi_days.denominator, 0) - shapes.mean_denominator), 2
            ) as squared
        from shapes
        inner join {{ projected }} as projected on shapes.kpi_target_id = projected.kpi_target_id
        inner join {{ kpi_days }} as kpi_days
            on
                shapes.kpi_target_id = kpi_days.kpi_target_id
                and shapes.weekday_number = kpi_days.weekday_number
                and kpi_days.is_in_history

        union all

        select
            shapes.kpi_target_id,
            shapes.days_without_rows * power(shapes.mean_numerator - projected.ratio * shapes.mean_denominator, 2)
                as squared
        from shapes
        inner join {{ projected }} as projected on shapes.kpi_target_id = projected.kpi_target_id
    ) as residuals
    group by kpi_target_id
{%- endmacro %}
