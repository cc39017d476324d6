{# Where each target stands: what was reached, what was to be expected by now, what the end of the period will see. #}
with

targets as (

    select * from {{ ref('int_kpi_targets') }}

),

kpi_days as (

    select * from {{ ref('fct_kpi_days') }}

),

so_far as (

    select
        targets.kpi_target_id,
        max(kpi_days.history_weeks) as history_weeks,
        max(kpi_days.kpi_target_id) is not null as is_measured,
        coalesce(bool_or(kpi_days.may_fall), false) as may_fall,
        cast(sum(case when kpi_days.is_in_period then kpi_days.numerator else 0 end) as double) as numerator,
        cast(sum(case when kpi_days.is_in_period then kpi_days.denominator else 0 end) as double) as denominator
    from targets
    left join kpi_days on targets.kpi_target_id = kpi_days.kpi_target_id
    group by targets.kpi_target_id

),

{{ weekday_means('targets', 'so_far', 'kpi_days') }},

projected as (

    select
        targets.*,
        so_far.history_weeks,
        so_far.is_measured,
        so_far.may_fall,
        targets.multiplier * so_far.numerator / case when targets.is_ratio then nullif(so_far.denominator, 0) else 1 end
            as actual,
        case when targets.is_ratio then 1 else coalesce(
            days_to_come.share_over, targets.days_elapsed / cast(targets.days_in_period as double)
        ) end as share_expected,
        case
            when not so_far.is_measured then 'none'
            when targets.days_elapsed = targets.days_in_period then 'complete'
            when so_far.history_weeks >= 2 then 'weekday_means'
            when targets.days_elapsed > 0 then 'run_rate'
            else 'none'
        end as projection_method,
        {%- for part in ['numerator', 'denominator'] %}
        case projection_method
            when 'complete' then so_far.{{ part }}
            when 'weekday_means' then so_far.{{ part }} + days_to_come.{{ part }}
            when 'run_rate' then so_far.{{ part }} * targets.days_in_period / targets.days_elapsed
        end as projected_{{ part }},
        {%- endfor %}
        case when targets.is_ratio then nullif(projected_denominator, 0) else 1 end as divisor,
        case when targets.is_ratio then projected_numerator / divisor else 0 end as ratio,
        days_to_come.variances
    from targets
    inner join so_far on targets.kpi_target_id = so_far.kpi_target_id
    left join days_to_come on targets.kpi_target_id = days_to_come.kpi_target_id

),

squares as (

    {{ weekday_squares('projected', 'kpi_days') }}

),

measured as (

    select
        projected.*,
        projected.multiplier * projected.projected_numerator / projected.divisor as projection,
        case projected.projection_method
            when 'complete' then 0
            when 'weekday_means' then
                quantiles.quantile * abs(projected.multiplier / projected.divisor)
                * sqrt(squares.sum_of_squares / quantiles.degrees_of_freedom * projected.variances)
        end as half_width,
        cast(
            case projected.target_is when 'at_least' then -1 else 1 end * (projection - projected.target)
            as decimal(24, 9)
        ) as miss
    from projected
    left join squares on projected.kpi_target_id = squares.kpi_target_id
    left join {{ ref('student_t_quantiles') }} as quantiles
        on quantiles.probability = 0.95 and quantiles.degrees_of_freedom = 7 * (projected.history_weeks - 1)

),

judged as (

    select
        measured.*,
        rules.status as running_status
    from measured
    left join {{ ref('kpi_status_rules') }} as rules
        on
            rules.largest_miss_percent is null
            or measured.miss <= abs(measured.target) * rules.largest_miss_percent / 100.0
    qualify
        row_number() over (
            partition by measured.kpi_target_id order by rules.largest_miss_percent asc nulls last, rules.status asc
        ) = 1

),

final as (

    select
        kpi_target_id,
        metric,
        segment_type,
        segment,
        period_grain,
        owner,
        source_system,
        unit,
        target_is,
        case
            when problem is not null then 'not_understood'
            when period_start > next_date then 'not_started'
            when projection is null then 'no_data'
            when projection_method = 'complete' then case when miss <= 0 then 'met' else 'missed' end
            when target_is = 'at_least' and not is_ratio and actual >= target then 'met'
            when target_is = 'at_most' and not is_ratio and not may_fall and cast(actual as decimal(24, 9)) > target
                then 'missed'
            else running_status
        end as status,
        problem,
        projection_method,
        cast(case when projection_method = 'weekday_means' then history_weeks end as integer) as history_weeks,
        cast(days_in_period as integer) as days_in_period,
        cast(days_elapsed as integer) as days_elapsed,
        cast(days_in_period - days_elapsed as integer) as days_left,
        target,
        {%- for column, formula in {
            'actual': 'case when is_measured then actual end',
            'expected_to_date': 'target * share_expected',
            'attainment_percent': '100 * actual / nullif(target, 0)',
            'projection': 'projection',
            'projection_low': 'case
                when half_width is null or may_fall then projection - half_width
                else greatest(projection - half_width, case when is_ratio then 0 else actual end)
            end',
            'projection_high': 'projection + half_width',
        }.items() %}
        cast({{ formula }} as decimal(24, 9)) as {{ column }},
        {%- endfor %}
        period_start,
        period_end,
        through_date
    from judged

)

select * from final
