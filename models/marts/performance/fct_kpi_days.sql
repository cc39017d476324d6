{# What the metric of each target was, day by day, as the sums that its definition names. #}
{% set metrics, measures = metric_definitions('performance'), metric_measures('performance') %}
{% set segments = {'all': "''", 'channel': 'channel', 'campaign': 'campaign'} %}
with

targets as (

    select * from {{ ref('int_kpi_targets') }}
    where problem is null

),

performance as (

    select * from {{ ref('fct_campaign_performance') }}
    where
        attribution_model = '{{ var("reporting_attribution_model") }}'
        and basis = '{{ var("reporting_basis") }}'

),

segments as (

    {% for segment_type, segment in segments.items() -%}
    select
        '{{ segment_type }}' as segment_type,
        {{ segment }} as segment,
        {%- for measure, summed in measures.items() %}
        sum({{ summed }}) as {{ measure }},
        {%- endfor %}
        date_day
    from performance
    group by all
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}

),

daily as (

    select
        targets.*,
        {%- for part in ['numerator', 'denominator'] %}
        cast(
            case targets.metric
                when '' then 0
                {%- for metric in metrics if metric[part] is not none %}
                when '{{ metric.name }}' then segments.{{ metric[part] }}
                {%- endfor %}
            end as decimal(24, 12)
        ) as {{ part }},
        {%- endfor %}
        segments.date_day
    from targets
    inner join segments
        on
            targets.segment_type = segments.segment_type
            and targets.segment = segments.segment
            and targets.through_date >= segments.date_day

),

measured as (

    select
        *,
        {{ day_number('through_date') }} - {{ day_number('date_day') }} as days_ago,
        max(case
            when numerator <> 0 or denominator <> 0
                then {{ day_number('through_date') }} - {{ day_number('date_day') }} + 1
        end) over (partition by kpi_target_id) as days_measured,
        min(numerator) over (partition by kpi_target_id) < 0 as may_fall
    from daily

),

with_history as (

    select
        *,
        least({{ var('pacing_history_weeks') }}, cast(floor(days_measured / 7.0) as integer)) as history_weeks
    from measured
    where days_measured is not null

),

final as (

    select
        kpi_target_id,
        metric,
        segment_type,
        segment,
        cast(({{ day_number('date_day') }} + 3) % 7 + 1 as integer) as weekday_number,
        history_weeks,
        numerator,
        denominator,
        date_day between period_start and period_end as is_in_period,
        history_weeks >= 2 and days_ago < 7 * history_weeks as is_in_history,
        may_fall,
        date_day
    from with_history
    where date_day between period_start and period_end or days_ago < 7 * {{ var('pacing_history_weeks') }}

)

select * from final
